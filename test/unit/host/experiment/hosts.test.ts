import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { resolveTarget } from '../../../../src/core/target/targetSetting.ts';
import { readResults } from '../../../../src/host/experiment/childResults.ts';
import { readQueue } from '../../../../src/host/experiment/controls.ts';
import type { Place } from '../../../../src/host/experiment/place.ts';
import { hostPlace } from '../../../../src/host/experiment/places.ts';
import { runQueue } from '../../../../src/host/experiment/queue.ts';
import { endProcessTree } from '../../../../src/host/process/endProcessTree.ts';
import { Connections } from '../../../../src/host/shell/connections.ts';
import { temporaryFolder } from '../files/temporaryFolder.ts';
import { quickBackOff, until } from '../remote/fakeRemoteRun.ts';
import { fakeTrainer } from '../run/fakeRun.ts';
import { startSshServer, withoutSshd, type SshServer } from '../shell/sshServer.ts';
import { allChildren, endedOnce, endsOf, fakeExperiment } from './fakeExperiment.ts';

const options = { timeout: 180_000, skip: withoutSshd };

/** A host on loopback for fake trainers, which are ended after the test. */
async function fakeHost(
  test: TestContext,
  name: string,
): Promise<{ readonly place: Place; readonly server: SshServer }> {
  const server = await startSshServer(test);
  const folder = join(await temporaryFolder(test), 'cl');
  const setting = resolveTarget(name, { [name]: { host: server.host, folder, python: 'python3' } });
  assert.ok(setting);
  const connections = new Connections(server.options);
  test.after(() => {
    connections.dispose();
  });
  const place = hostPlace(setting, {
    connect: connections.to(setting),
    trainerFolder: fakeTrainer,
    backOff: quickBackOff,
    silenceSeconds: 3,
  });
  const started: Parameters<typeof endProcessTree>[0][] = [];
  test.after(async () => {
    for (const one of started) await endProcessTree(one, { graceSeconds: 0, terminateSeconds: 0 });
  });
  return {
    server,
    place: {
      ...place,
      baseOf: (written) => Promise.resolve(`/fake/${written}`),
      slots: async (signal) =>
        (await place.slots(signal)).map((slot) => ({
          ...slot,
          target: {
            ...slot.target,
            start: async (...starting) => {
              const one = await slot.target.start(...starting);
              started.push(one);
              return one;
            },
          },
        })),
    },
  };
}

test('two hosts share the runs, and the results of all come home', options, async (t) => {
  const [one, other] = [await fakeHost(t, 'one'), await fakeHost(t, 'other')];
  const open = await fakeExperiment(t, { targets: ['one', 'other'] });
  await runQueue(open, { places: [one.place, other.place] });
  const children = await allChildren(open);
  assert.deepEqual(
    new Set(children.map(({ request }) => request.target)),
    new Set(['one', 'other']),
  );
  assert.equal(children.length, 4);
  for (const child of children) assert.deepEqual(await endsOf(child), endedOnce);
  assert.equal((await readResults(open.folder)).size, 4);
});

test(
  'a host that goes away for good leaves its runs to the other, and each is finished once',
  options,
  async (t) => {
    const [one, other] = [await fakeHost(t, 'one'), await fakeHost(t, 'other')];
    const open = await fakeExperiment(t, {
      base: 'answer-slowly',
      targets: ['one', 'other'],
      limits: { hostMinutes: 0.2 },
    });
    const running = runQueue(open, { places: [one.place, other.place] });
    await until('the first host trains', async () => {
      const child = (await allChildren(open)).find(({ request }) => request.target === 'one');
      const ends = child && (await endsOf(child).catch(() => undefined));
      return ends !== undefined;
    });
    await one.server.stop();
    await running;
    const children = await allChildren(open);
    const finished = children.filter(({ ended }) => ended?.status === 'finished');
    assert.equal(finished.length, 4);
    assert.equal(new Set(finished.map(({ request }) => request.experiment?.point)).size, 4);
    for (const child of finished) assert.deepEqual(await endsOf(child), endedOnce);
    const left = children.filter(
      ({ status, request }) => request.target === 'one' && status?.state === 'failed',
    );
    assert.equal(left.length, 1);
    assert.match((await readQueue(open.folder))?.problems.join() ?? '', /one is out of reach/);
  },
);
