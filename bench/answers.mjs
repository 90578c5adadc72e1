/**
 * Answers of an exported model, against Transformers.js on the same files.
 *
 *   npm run bench -- answers [--out FILE] [--rounds N] [--questions N] [--batches 64,128] [--others 64]
 *
 * Work: 2,700 questions of the bundled table, asked of the embedded base exported to ONNX (fp32).
 * Each contender is a fresh process, at batches that suit it; they take turns, the medians count, loading left out. Beside the
 * time: milliseconds for which our caller's event loop was blocked at most, and answers that differ.
 */
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runQuietly } from '../scripts/child.mjs';
import { root } from '../scripts/root.mjs';
import { main, SetupError, step } from '../scripts/step.mjs';
import { writeInputs } from './inputs.mjs';
import { compileWithWorker, exportRun } from './answers/exported.mjs';
import { report } from './report.mjs';

const packages = join(root, '.cache', 'bench-transformers-js');

await main(async () => {
  const { values } = parseArgs({
    options: {
      out: { type: 'string' },
      rounds: { type: 'string', default: '3' },
      questions: { type: 'string', default: '2700' },
      batches: { type: 'string', default: '64,128' },
      others: { type: 'string', default: '64' },
    },
  });
  await installTransformers();
  await mkdir(join(root, 'out'), { recursive: true });
  // Inside the repository, where what is not bundled is found.
  const folder = await mkdtemp(join(root, 'out', 'bench-answers-'));
  try {
    const ours = await compileWithWorker('bench/answers/ours.ts', folder);
    const model = await exportBase(folder);
    const prompts = await writePrompts(folder, Number(values.questions));
    const contenders = [
      ...values.batches.split(',').map((batch) => ({
        contender: 'ours',
        batch,
        args: [ours.main, ours.worker, model, prompts, batch],
      })),
      ...values.others.split(',').map((batch) => ({
        contender: 'Transformers.js',
        batch,
        args: ['bench/answers/transformers_js.mjs', packages, model, prompts, batch],
      })),
    ];
    await report('answers', await measure(contenders, Number(values.rounds)), values.out);
  } finally {
    await rm(folder, { recursive: true });
  }
});

async function measure(contenders, rounds) {
  const found = contenders.map(() => []);
  for (let round = 1; round <= rounds; round++)
    for (const [at, { contender, batch, args }] of contenders.entries())
      await step(`Round ${round} of ${rounds}: ${contender}, batch ${batch}`, async () => {
        found[at].push(await run(process.execPath, args));
      });
  const [expected] = found[0];
  return contenders.flatMap(({ contender, batch }, at) => {
    const row = (metric, value, unit) => ({ contender, metric, value, unit });
    const of = (key) => Number(median(found[at].map((one) => one[key])).toFixed(2));
    const { outputs } = found[at][0];
    const differing = outputs.filter((output, place) => output !== expected.outputs[place]).length;
    return [
      row(`${outputs.length} questions, batch ${batch}`, of('seconds'), 's'),
      row(`answers unlike our first, batch ${batch}`, differing, 'answers'),
      ...(contender === 'ours'
        ? [row(`caller blocked, batch ${batch}`, of('blockedMs'), 'ms')]
        : []),
    ];
  });
}

async function run(command, args) {
  const { status, lines } = await runQuietly(command, args, {});
  const line = lines.findLast((one) => one.startsWith('{'));
  if (status !== 0 || line === undefined) throw new SetupError(lines.slice(-10).join('\n'));
  return JSON.parse(line);
}

/** As both want it: the model in `onnx`, everything else beside that folder and, for ours, in it. */
async function exportBase(folder) {
  const run = join(folder, 'run');
  await mkdir(run);
  await writeFile(join(run, 'run.json'), JSON.stringify({ base: join(root, 'data', 'base') }));
  await exportRun(run, ['fp32']);
  const model = join(folder, 'model');
  await cp(join(run, 'onnx'), join(model, 'onnx'), { recursive: true });
  await cp(join(run, 'onnx'), model, {
    recursive: true,
    filter: (path) => !path.includes('.onnx'),
  });
  // Transformers.js looks for the weights under another name than the graph gives them.
  await cp(join(model, 'onnx', 'model.onnx.data'), join(model, 'onnx', 'model.onnx_data'));
  return model;
}

async function writePrompts(folder, count) {
  const { questions } = await writeInputs(folder);
  const lines = (await readFile(questions, 'utf8')).trimEnd().split('\n');
  const prompts = lines.slice(0, count).map((line) => JSON.parse(line).prompt);
  const path = join(folder, 'prompts.json');
  await writeFile(path, JSON.stringify(prompts));
  return path;
}

/** Fetched here, into a folder of its own: nobody but this benchmark needs it. */
async function installTransformers() {
  if (existsSync(join(packages, 'node_modules'))) return;
  await mkdir(packages, { recursive: true });
  await step('Transformers.js', async (progress) => {
    const args = [
      'install',
      '--prefix',
      packages,
      '--ignore-scripts',
      '@huggingface/transformers@4',
    ];
    const env = { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' };
    const { status, lines } = await runQuietly('npm', args, { onLine: progress, env });
    if (status !== 0) throw new SetupError(lines.slice(-10).join('\n'));
  });
}

function median(values) {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}
