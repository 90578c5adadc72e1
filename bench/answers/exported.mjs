/** What benchmarks of exported models share: our worker compiled, and runs exported. */
import { build } from 'esbuild';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runQuietly } from '../../scripts/child.mjs';
import { environmentPython } from '../../scripts/pythonEnvironment.mjs';
import { root } from '../../scripts/root.mjs';
import { SetupError, step } from '../../scripts/step.mjs';

/**
 * Compiles `source` and the worker that answers from an export, both into `folder`.
 *
 * @returns {Promise<{main: string, worker: string}>} paths of the two modules
 */
export async function compileWithWorker(source, folder) {
  await build({
    absWorkingDir: root,
    entryPoints: { main: source, worker: 'src/host/onnx/onnxWorker.ts' },
    outdir: folder,
    bundle: true,
    platform: 'node',
    format: 'esm',
    outExtension: { '.js': '.mjs' },
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    external: ['onnxruntime-node'],
    logLevel: 'error',
  });
  return { main: join(folder, 'main.mjs'), worker: join(folder, 'worker.mjs') };
}

/** Exports the run in the folder `run` in these precisions, into its folder `onnx`. */
export function exportRun(run, precisions) {
  const args = ['cricket_lora.export', join(run, 'run.json'), ...precisions];
  return runTrainer(`Exporting ${precisions.join(', ')}`, args);
}

/** Runs a module of the trainer in a Python process of its own. */
export function runTrainer(title, args) {
  return step(title, async (progress) => {
    const python = existsSync(environmentPython) ? environmentPython : 'python3';
    const env = { ...process.env, PYTHONPATH: join(root, 'trainer') };
    const { status, lines } = await runQuietly(python, ['-m', ...args], { onLine: progress, env });
    if (status !== 0) throw new SetupError(lines.slice(-10).join('\n'));
  });
}
