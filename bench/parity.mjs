/**
 * Answers that saved files change: of the adapter in PEFT's `generate`, of the merged model by its own
 * generation settings, and of its ONNX export in each precision.
 *
 *   npm run bench -- parity [--run FOLDER | --base FOLDER] [--out FILE]
 *
 * Work: a finished run, or one that is made here: the bundled table's questions, the preset `recall`, on
 * `--base` (the embedded one where neither is given). Adapter and merged model are asked everything by
 * transformers and PEFT alone, each in a fresh process; each graph as Export Model asks it. A run that is
 * given is left as it is: a copy is exported. `python3 bench/parity.py` is the same without Node.
 */
import { cp, mkdir, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { root } from '../scripts/root.mjs';
import { main, step } from '../scripts/step.mjs';
import { compileWithWorker, exportRun, runTrainer } from './answers/exported.mjs';
import { writeInputs } from './inputs.mjs';
import { writeRun } from './parity/writeRun.mjs';
import { report } from './report.mjs';

const exported = {
  fp32: 'model.onnx',
  fp16: 'model_fp16.onnx',
  int8: 'model_int8.onnx',
  int4: 'model_int4.onnx',
};

await main(async () => {
  const { values } = parseArgs({
    options: { run: { type: 'string' }, base: { type: 'string' }, out: { type: 'string' } },
  });
  await mkdir(join(root, 'out'), { recursive: true });
  // Inside the repository, where what is not bundled is found.
  const folder = await mkdtemp(join(root, 'out', 'bench-parity-'));
  try {
    const run = values.run ? await copyRun(values.run, folder) : await makeRun(values.base, folder);
    const rows = [];
    const tell = (what, { questions, changed, seconds }) => {
      const row = (metric, value, unit) =>
        rows.push({ contender: 'ours', metric: `${what}: ${metric}`, value, unit });
      row(`changed of ${questions}`, changed, 'answers');
      row('time', Number(seconds.toFixed(1)), 's');
      return row;
    };
    await exportRun(run, Object.keys(exported));
    for (const what of ['adapter', 'merged']) {
      await runTrainer(`Asking ${what}`, ['cricket_lora.parity', join(run, 'run.json'), what]);
      tell(what, JSON.parse(await readFile(join(run, `${what}.parity.json`), 'utf8')));
    }
    const { OnnxProcess, worker } = await importOurs(folder);
    for (const [precision, file] of Object.entries(exported))
      await step(`Asking ${file}`, async () => {
        const model = new OnnxProcess(join(run, 'onnx'), file, worker);
        try {
          const row = tell(precision, await model.parity(run, {}));
          const size = (await sizeOf(join(run, 'onnx', file))) / 2 ** 20;
          row('size', Number(size.toFixed(2)), 'MiB');
        } finally {
          model.dispose();
        }
      });
    await report('parity', rows, values.out);
  } finally {
    await rm(folder, { recursive: true });
  }
});

async function copyRun(given, folder) {
  const run = join(folder, basename(resolve(given)));
  const without = ['checkpoints', 'onnx'].map((name) => resolve(given, name));
  await cp(given, run, { recursive: true, filter: (path) => !without.includes(resolve(path)) });
  return run;
}

async function makeRun(base = join(root, 'data', 'base'), folder) {
  const inputs = await writeInputs(join(folder, 'inputs'));
  const run = await writeRun(join(folder, 'run'), { base: resolve(base), ...inputs });
  await runTrainer('Training', ['cricket_lora', join(run, 'run.json')]);
  return run;
}

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
