import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInTerminal } from '../../scripts/child.mjs';
import { environmentPython } from '../../scripts/pythonEnvironment.mjs';
import { writeInputs } from '../inputs.mjs';

/**
 * Runs bench/NAME.py on fresh inputs; arguments given in this terminal follow and win.
 *
 * @param {(inputs: Record<string, string>) => string[]} given arguments for the paths of inputs.mjs
 */
export async function benchInPython(name, given = ({ questions }) => ['--questions', questions]) {
  const folder = await mkdtemp(join(tmpdir(), 'cricket-lora-bench-'));
  try {
    const inputs = await writeInputs(folder);
    const python = existsSync(environmentPython) ? environmentPython : 'python3';
    process.exitCode = await runInTerminal(python, [
      join('bench', `${name}.py`),
      ...[...given(inputs), '--presets', inputs.presets],
      ...process.argv.slice(2),
    ]);
  } finally {
    await rm(folder, { recursive: true });
  }
}
