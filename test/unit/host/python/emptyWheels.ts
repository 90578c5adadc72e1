import { execFileSync } from 'node:child_process';

const script = `
import sys, zipfile
for name in ("torch", "transformers", "peft", "safetensors"):
    info = f"{name}-9.0.dist-info"
    with zipfile.ZipFile(f"{sys.argv[1]}/{name}-9.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\\nName: {name}\\nVersion: 9.0\\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr(f"{info}/RECORD", "")
`;

/** Wheels that hold nothing but a name, so that pip has all it is asked for without a network. */
export function makeEmptyWheels(folder: string): void {
  execFileSync('python3', ['-c', script, folder]);
}
