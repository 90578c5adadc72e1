import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { followRun, readBoards, type Follower } from '../../../../src/host/boards/followRun.ts';
import { createFakeTargetRun, until, watchFake } from '../remote/fakeRemoteRun.ts';
import { withoutSshd } from '../shell/sshServer.ts';
import { stepsOnTensorBoard, stepsTold, trainerPython, withoutBoards } from './tensorBoard.ts';

test(
  'a board has each step of a run on a host once, whatever is cut, closed and killed on the way',
  { skip: withoutSshd || withoutBoards, timeout: 240_000 },
  async (t) => {
    const run = await createFakeTargetRun(t, 'guided');
    const { folder } = run;
    const ours = join(dirname(dirname(folder)), '.cricket-lora');
    const problems: string[] = [];
    const follow = async (): Promise<Follower> => {
      const follower = await followRun(folder, {
        boards: ['tensorboard'],
        ours,
        python: trainerPython,
        onProblem: (problem) => problems.push(problem),
      });
      t.after(() => {
        kill(follower);
      });
      return follower;
    };
    const steps = () => stepsOnTensorBoard(ours, folder);
    const goesOn = async (): Promise<void> => {
      const before = (await steps()).length;
      await until('further steps', async () => (await steps()).length > before);
    };

    await run.start();
    const window = new AbortController();
    const seen = watchFake({ ...run, signal: AbortSignal.any([run.signal, window.signal]) });
    await until('training', () => seen.states.at(-1)?.status === 'running');
    const first = await follow();
    await goesOn();

    run.server.wire.pull();
    await until('reconnecting', () => seen.connections.at(-1) === 'reconnecting');
    run.server.wire.plug();
    await until('connected', () => seen.connections.at(-1) === 'connected');
    await goesOn();

    window.abort();
    await seen.end;
    const next = watchFake(run);
    await goesOn();

    kill(first);
    await first.ended;
    assert.match(problems.splice(0).join(), /\(SIGKILL\)/);
    const second = await follow();
    await goesOn();

    await run.letFinish();
    assert.equal((await next.end).status, 'finished');
    await writeFile(join(folder, 'evaluation.json'), '{"totals":{}}');
    await second.ended;
    assert.deepEqual(problems, []);
    assert.equal((await readBoards(folder))?.isOver, true);
    const told = await stepsTold(await run.there());
    assert.ok(told.length > 10);
    assert.deepEqual(await steps(), told);
  },
);

function kill({ pid }: Follower): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}
