import assert from 'node:assert/strict';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { launchingHere } from '../../../../src/core/target/targetSetting.ts';
import { visibleGpus } from '../../../../src/host/experiment/gpusHere.ts';
import { placeHere } from '../../../../src/host/experiment/places.ts';
import { runQueue } from '../../../../src/host/experiment/queue.ts';
import { temporaryFolder } from '../files/temporaryFolder.ts';
import { fakeTrainer } from '../run/fakeRun.ts';
import { allChildren, endedOnce, endsOf, fakeExperiment, mostAtOnce } from './fakeExperiment.ts';

const options = {
  timeout: 120_000,
  skip: process.platform === 'win32' && 'the stand-in for Python is a shell script',
};

/** Runs the fake trainer, under torchrun or not, and writes down which GPUs it sees. */
async function fakePython(t: TestContext) {
  const folder = await temporaryFolder(t);
  const [path, log] = [join(folder, 'python'), join(folder, 'log')];
  const script = `#!/bin/sh
echo "$CUDA_VISIBLE_DEVICES $*" >>'${log}'
while [ "$2" = torch.distributed.run ] || [ "$1" != -m ] || [ "$2" != cricket_lora ]; do shift; done
cd '${fakeTrainer}' && PYTHONPATH= exec python3 "$@"
`;
  await writeFile(path, script);
  await chmod(path, 0o755);
  const lines = async (): Promise<string[]> => (await readFile(log, 'utf8')).trimEnd().split('\n');
  return { path, lines };
}

const gpus = ['GPU-a', 'GPU-b', 'GPU-c', 'GPU-d', 'GPU-e'];

const here = (python: string, gpusPerRun: unknown, found = gpus) => ({
  ...placeHere(python, '/', launchingHere({ local: { gpusPerRun } }), () => Promise.resolve(found)),
  baseOf: (written: string) => Promise.resolve(`/fake/${written}`),
});

const slotsOf = async (gpusPerRun: unknown, found = gpus): Promise<(string | undefined)[]> =>
  (await here('python3', gpusPerRun, found).slots(new AbortController().signal)).map(
    ({ gpu }) => gpu,
  );

test('each run gets a GPU of its own, and all GPUs have one at once', options, async (t) => {
  const python = await fakePython(t);
  const open = await fakeExperiment(t, { base: 'answer-slowly', seeds: [1, 2, 3] });
  await runQueue(open, { places: [here(python.path, 1, gpus.slice(0, 3))] });
  for (const child of await allChildren(open)) assert.deepEqual(await endsOf(child), endedOnce);
  assert.equal(await mostAtOnce(open), 3);
  const seen = (await python.lines()).map((line) => line.split(' ')[0]);
  assert.equal(seen.length, 6);
  assert.deepEqual(new Set(seen), new Set(['GPU-a', 'GPU-b', 'GPU-c']));
});

test('several GPUs train one run by torchrun, and no two runs share one', options, async (t) => {
  const python = await fakePython(t);
  const open = await fakeExperiment(t, { base: 'answer-slowly' });
  await runQueue(open, { places: [here(python.path, 2)] });
  for (const child of await allChildren(open)) assert.deepEqual(await endsOf(child), endedOnce);
  assert.equal(await mostAtOnce(open), 2);
  for (const line of await python.lines()) {
    assert.match(
      line,
      /^GPU-(a,GPU-b|c,GPU-d) -m torch\.distributed\.run --standalone --nproc-per-node=2 -m cricket_lora \/.*\/run\.json$/,
    );
  }
});

test('GPUs are shared out among runs, and a run that wants too many is refused', async () => {
  assert.deepEqual(await slotsOf(1), gpus);
  assert.deepEqual(await slotsOf(2), ['GPU-a,GPU-b', 'GPU-c,GPU-d']);
  assert.deepEqual(await slotsOf('all'), [gpus.join()]);
  assert.deepEqual(await slotsOf(2, []), [undefined]);
  await assert.rejects(slotsOf(6), /is 6, and this machine has 5 GPUs/);
});

test('GPUs that CUDA_VISIBLE_DEVICES hides take no run', () => {
  const listing = '0, GPU-aa-1\n1, GPU-bb-2\n2, GPU-cc-3\nNo devices were found\n';
  assert.deepEqual(visibleGpus(listing, undefined), ['GPU-aa-1', 'GPU-bb-2', 'GPU-cc-3']);
  assert.deepEqual(visibleGpus(listing, '2,0'), ['GPU-cc-3', 'GPU-aa-1']);
  assert.deepEqual(visibleGpus(listing, 'GPU-bb,-1,0'), ['GPU-bb-2']);
  assert.deepEqual(visibleGpus(listing, ''), []);
});
