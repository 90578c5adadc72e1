import { execFileSync } from 'node:child_process';

const script = `
import sys, zipfile
versions = {"torch": "2.14.0", "transformers": "9.0", "peft": "9.0", "safetensors": "9.0"}
for name, version in versions.items():
    info = f"{name}-{version}.dist-info"
    with zipfile.ZipFile(f"{sys.argv[1]}/{name}-{version}-py3-none-any.whl", "w") as wheel:
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\\nName: {name}\\nVersion: {version}\\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr(f"{info}/RECORD", "")
`;

/** Empty wheels, so that pip finds every requirement without a network. */
export function makeEmptyWheels(folder: string): void {
  execFileSync('python3', ['-c', script, folder]);
}
