/** A run's folder names a process: only the run's own trainer is ever signalled. */
import assert from 'node:assert/strict';
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { endProcessTree } from '../../src/host/process/endProcessTree.ts';
import { placeHere } from '../../src/host/process/place.ts';
import { processesOf } from '../../src/host/process/processIdentity.ts';
import { findLoss, recordLoss } from '../../src/host/run/lostRun.ts';
import { readRunStatus } from '../../src/host/run/runFolder.ts';
import { withStartLock } from '../../src/host/run/startLock.ts';
import { findTrainer } from '../../src/host/run/trainerProcess.ts';
import { localTarget } from '../../src/host/target/localTarget.ts';
import { startStandIn } from '../unit/host/run/standIn.ts';
import { temporaryFolder } from '../unit/host/files/temporaryFolder.ts';
import { attempts, holds } from './attack.ts';

const linux = { skip: process.platform !== 'linux' && 'Linux’ processes' };
const quickly = { graceSeconds: 0, terminateSeconds: 0 };

test('pid 0, 1 and negative ones are never signalled', async (t) => {
  const kill = t.mock.method(process, 'kill', () => true);
  for (const pid of [-1, 0, 1, 1.5, NaN]) {
    await holds('a pid of many', async () => {
      const processes = {
        read: () => Promise.resolve({ pid, processStart: '1', group: pid }),
        inGroup: () => Promise.resolve([]),
        commandLine: () => Promise.resolve([]),
      };
      const outcome = await endProcessTree(
        { pid, processStart: '1' },
        { ...quickly, platform: 'linux', processes },
      );
      assert.equal(outcome, 'already over');
    });
  }
  assert.equal(kill.mock.callCount(), 0);
});

test(
  'another process of the user is not the trainer, whatever the folder says',
  linux,
  async (t) => {
    const run = join(await temporaryFolder(t), 'r');
    mkdirSync(run);
    const other = await startStandIn(t, run, join(await temporaryFolder(t), 'run.json'));
    const init = await processesOf().read(1);
    for (const victim of [other, { pid: 1, processStart: init?.processStart ?? '' }]) {
      for (const name of ['process.json', 'lock', 'status.json']) {
        await holds('a process that is no trainer', async () => {
          writeFileSync(
            join(run, name),
            JSON.stringify({ v: 1, state: 'running', ...victim, exit: null }),
          );
          assert.equal(await findTrainer(run), undefined);
          assert.equal(await localTarget.end(run, quickly), 'already over');
          assert.ok(await processesOf().read(victim.pid), 'it was ended');
        });
      }
    }
  },
);

test('the run’s own trainer is found and ended', linux, async (t) => {
  const run = join(await temporaryFolder(t), 'r');
  mkdirSync(run);
  const trainer = await startStandIn(t, run);
  writeFileSync(
    join(run, 'process.json'),
    JSON.stringify({ v: 1, ...trainer, place: placeHere() }),
  );
  assert.equal((await findTrainer(run))?.pid, trainer.pid);
  assert.equal(await localTarget.end(run, { graceSeconds: 0, terminateSeconds: 5 }), 'terminated');
});

test('a trainer elsewhere lives while it touches its lock, and is not judged by our pids', async (t) => {
  const run = join(await temporaryFolder(t), 'r');
  mkdirSync(run);
  const there = { pid: 424_242, processStart: '1', place: 'other-machine boot pid:[1]' };
  writeFileSync(
    join(run, 'status.json'),
    JSON.stringify({ v: 1, state: 'running', ...there, exit: null }),
  );
  writeFileSync(join(run, 'lock'), JSON.stringify(there));
  await holds('a trainer in a container', async () => {
    assert.equal((await findTrainer(run))?.pid, there.pid);
    assert.equal(await findLoss(run), undefined);
    await recordLoss(run, { type: 'lost', cancelled: false, code: 'died', lastWords: '' });
    assert.equal((await readRunStatus(run))?.state, 'running');
  });
});

test('a start lock that a crash left is never held by two', async (t) => {
  for (let round = 0; round < Math.min(40, attempts(6)); round++) {
    await holds('a stale start lock', async () => {
      const run = await temporaryFolder(t);
      writeFileSync(join(run, 'starting'), JSON.stringify({ pid: 424_242, processStart: '1' }));
      let [holding, most] = [0, 0];
      const hold = async (): Promise<void> => {
        most = Math.max(most, ++holding);
        await new Promise((resolve) => setTimeout(resolve, 3));
        holding--;
      };
      await Promise.all(Array.from({ length: 6 }, () => withStartLock(run, hold)));
      assert.equal(most, 1);
    });
  }
});

test('what was written by a clock that was ahead locks no run until then', async (t) => {
  const future = new Date('2999-01-01T00:00:00Z');
  const elsewhere = { pid: 424_242, processStart: '1', place: 'other-machine boot pid:[1]' };
  for (const holder of ['', JSON.stringify(elsewhere)]) {
    await holds('a lock of the future', async () => {
      const run = await temporaryFolder(t);
      mkdirSync(join(run, '.starting'));
      for (const name of ['starting', 'lock']) writeFileSync(join(run, name), holder);
      for (const name of ['.starting', 'starting', 'lock'])
        utimesSync(join(run, name), future, future);
      assert.equal(await findTrainer(run), undefined);
      assert.equal(await withStartLock(run, () => Promise.resolve('mine')), 'mine');
    });
  }
});
