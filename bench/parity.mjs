/**
 * Answers that exporting a run changes, in each precision.
 *
 *   npm run bench -- parity --run FOLDER [--out FILE]
 *
 * Work: the run's adapter merged and exported in all four, and each export asked everything that the
 * adapter was asked, as Export Model does. The run is left as it is: a copy is exported.
 */
import { cp, mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { root } from '../scripts/root.mjs';
import { main, SetupError, step } from '../scripts/step.mjs';
import { compileWithWorker, exportRun } from './answers/exported.mjs';
import { report } from './report.mjs';

const exported = {
  fp32: 'model.onnx',
  fp16: 'model_fp16.onnx',
  int8: 'model_int8.onnx',
  int4: 'model_int4.onnx',
};

await main(async () => {
  const { values } = parseArgs({ options: { run: { type: 'string' }, out: { type: 'string' } } });
  if (values.run === undefined) throw new SetupError('--run FOLDER: a run that has finished.');
  await mkdir(join(root, 'out'), { recursive: true });
  // Inside the repository, where what is not bundled is found.
  const folder = await mkdtemp(join(root, 'out', 'bench-parity-'));
  try {
    const run = join(folder, basename(resolve(values.run)));
    const without = ['checkpoints', 'onnx'].map((name) => resolve(values.run, name));
    await cp(values.run, run, {
      recursive: true,
      filter: (path) => !without.includes(resolve(path)),
    });
    const { OnnxProcess, worker } = await importOurs(folder);
    await exportRun(run, Object.keys(exported));
    const rows = [];
    for (const [precision, file] of Object.entries(exported))
      await step(`Asking ${file}`, async () => {
        const model = new OnnxProcess(join(run, 'onnx'), file, worker);
        try {
          const { questions, changed, seconds } = await model.parity(run, {});
          const row = (metric, value, unit) =>
            rows.push({ contender: 'ours', metric: `${precision}: ${metric}`, value, unit });
          row(`changed of ${questions}`, changed, 'answers');
          row('time', Number(seconds.toFixed(1)), 's');
          row(
            'size',
            Number(((await sizeOf(join(run, 'onnx', file))) / 2 ** 20).toFixed(2)),
            'MiB',
          );
        } finally {
          model.dispose();
        }
      });
    await report('parity', rows, values.out);
  } finally {
    await rm(folder, { recursive: true });
  }
});

async function importOurs(folder) {
  const { main: path, worker } = await compileWithWorker('src/host/onnx/onnxProcess.ts', folder);
  const { OnnxProcess } = await import(pathToFileURL(path).href);
  return { OnnxProcess, worker };
}

/** Graph and weights: bytes. */
async function sizeOf(path) {
  const sizes = await Promise.all(
    [path, `${path}.data`].map((file) =>
      stat(file).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  return sizes[0] + sizes[1];
}
