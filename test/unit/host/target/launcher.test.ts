import assert from 'node:assert/strict';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { readRunStatus } from '../../../../src/host/run/runFolder.ts';
import { startRun } from '../../../../src/host/run/startRun.ts';
import { localTargetWith } from '../../../../src/host/target/localTarget.ts';
import { placesOf } from '../../../../src/host/experiment/places.ts';
import { Connections } from '../../../../src/host/shell/connections.ts';
import { createFakeTargetRun } from '../remote/fakeRemoteRun.ts';
import { createLocalRun, fakeTrainer, waitForState, type FakeRun } from '../run/fakeRun.ts';
import { withoutSshd } from '../shell/sshServer.ts';
import { temporaryFolder } from '../files/temporaryFolder.ts';

const posix = process.platform === 'win32' && 'the stand-in for a scheduler is a shell script';

/** Stands in for `srun`: writes down what it is given, runs it as its child, and passes signals on. */
async function fakeLauncher(t: TestContext) {
  const folder = await temporaryFolder(t);
  const [path, log] = [join(folder, 'srun'), join(folder, 'log')];
  const script = `#!/bin/sh
echo "$*" >>'${log}'
shift
"$@" &
child=$!
trap 'kill -TERM $child' TERM
wait $child
code=$?
wait $child 2>/dev/null
exit $code
`;
  await writeFile(path, script);
  await chmod(path, 0o755);
  return { launcher: [path, '--gres=gpu:1'], launched: () => readFile(log, 'utf8') };
}

const kinds = [
  {
    kind: 'this machine',
    skip: posix,
    create: async (t: TestContext, behaviour: string, launcher: readonly string[]) => {
      const run = await createLocalRun(t, behaviour);
      const target = localTargetWith({ path: 'python3' }, fakeTrainer, { launcher });
      return { ...run, target, start: () => startRun(run.folder, target) } satisfies FakeRun;
    },
  },
  {
    kind: 'a host',
    skip: posix || withoutSshd,
    create: async (t: TestContext, behaviour: string, launcher: readonly string[]) => {
      const run = await createFakeTargetRun(t, behaviour);
      return { ...run, start: () => run.start({ setting: { ...run.setting, launcher } }) };
    },
  },
];

for (const { kind, skip, create } of kinds) {
  const options = { skip, timeout: 120_000 };

  test(
    `${kind}: a launcher starts the trainer, and its run ends as any other`,
    options,
    async (t) => {
      const { launcher, launched } = await fakeLauncher(t);
      const run = await create(t, 'finish', launcher);
      await run.start();
      const state = await waitForState(run, () => false);
      assert.equal(state.status, 'finished');
      const there = join(await run.there(), 'run.json');
      assert.match(await launched(), /^--gres=gpu:1 python3 -m cricket_lora \S+run\.json\n$/);
      assert.ok((await launched()).includes(there));
    },
  );

  test(
    `${kind}: a run under a launcher is cancelled, and started again once`,
    options,
    async (t) => {
      const { launcher, launched } = await fakeLauncher(t);
      const run = await create(t, 'polite', launcher);
      await run.start();
      await waitForState(run, ({ started }) => started !== undefined);
      await assert.rejects(run.start(), /being trained/);
      assert.equal(await run.target.end(run.folder, {}), 'stopped by itself');
      assert.equal((await waitForState(run, () => false)).status, 'cancelled');
      assert.equal((await readRunStatus(run.folder))?.state, 'cancelled');
      assert.equal((await launched()).trimEnd().split('\n').length, 1);
    },
  );

  test(`${kind}: a trainer that hears nothing is ended with its launcher`, options, async (t) => {
    const { launcher } = await fakeLauncher(t);
    const run = await create(t, 'deaf', launcher);
    await run.start();
    await waitForState(run, ({ started }) => started !== undefined);
    const ending = { graceSeconds: 0.2, terminateSeconds: 0.5 };
    assert.equal(await run.target.end(run.folder, ending), 'killed');
    assert.equal((await waitForState(run, () => false)).status, 'cancelled');
  });
}

test('an experiment gives a launcher as many runs at once as its target says', async () => {
  const connections = new Connections();
  const targets = { local: { launcher: ['srun'], runsAtOnce: 3 } };
  const [place] = placesOf(
    ['local'],
    { python: 'python3', targets },
    { connections, workspace: '/' },
  );
  assert.equal((await place?.slots(new AbortController().signal))?.length, 3);
});

test('a launcher that is not there is said to be missing', { skip: posix }, async (t) => {
  const run = await createLocalRun(t, 'finish');
  const target = localTargetWith({ path: 'python3' }, fakeTrainer, {
    launcher: ['/nowhere/srun'],
  });
  await assert.rejects(startRun(run.folder, target), /The launcher could not be started/);
});
