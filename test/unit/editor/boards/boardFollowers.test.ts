import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import type { LiveBoard } from '../../../../src/core/run/boardsSchema.ts';
import type { Standing } from '../../../../src/host/boards/followRun.ts';
import { BoardFollowers } from '../../../../src/editor/boards/boardFollowers.ts';
import type { Run } from '../../../../src/editor/run/run.ts';
import { runOf } from '../run/runOf.ts';

/** Followers of runs that are listed here, each with what ends it. */
function followed(t: TestContext, wanted: readonly LiveBoard[] = ['wandb']) {
  let listed: readonly Run[] = [];
  let onChange: () => void = () => undefined;
  let onEnd: (run: Run) => void = () => undefined;
  const started: { folder: string; end: () => void; fail: (problem: string) => void }[] = [];
  const problems: string[] = [];
  const ways = { wanted, isBroken: false, standing: none };
  const nothing = { dispose: () => undefined };
  const followers = new BoardFollowers(
    {
      list: () => listed,
      onDidChange: (listener) => ((onChange = listener), nothing),
      onDidEnd: (listener) => ((onEnd = listener), nothing),
    },
    {
      wanted: () => ways.wanted,
      start: ({ folder }, { onProblem }) => {
        if (ways.isBroken) return Promise.reject(new Error('no Python'));
        const ended = new Promise<void>((end) => {
          started.push({ folder, end, fail: onProblem });
        });
        return Promise.resolve({ ended });
      },
      standingOf: ({ folder }) => Promise.resolve(ways.standing(folder)),
      onProblem: (_, problem) => problems.push(problem),
    },
  );
  t.after(() => {
    followers.dispose();
  });
  // Nothing here waits for a disk or a clock: after a turn all promises are settled.
  const settle = (): Promise<void> => turn();
  const show = async (...runs: readonly Run[]): Promise<void> => {
    listed = runs;
    onChange();
    await settle();
  };
  const end = async (run: Run): Promise<void> => {
    onEnd(run);
    await settle();
  };
  return { started, problems, ways, show, end, settle };
}
const none: (folder: string) => Standing = () => 'none';
const over = (run: Run): Run => ({ ...run, state: { ...run.state, status: 'cancelled' } });

test('a run is followed once while it goes on, and again when it is taken up', async (t) => {
  const { started, show, end } = followed(t);
  const run = runOf();
  await show(run);
  await show(run);
  assert.equal(started.length, 1);
  await end(over(run));
  await show(over(run));
  assert.equal(started.length, 1);
  await show(run);
  assert.equal(started.length, 2);
});

test('only own trainings that go on are followed, and none where no board is set', async (t) => {
  const { started, ways, show } = followed(t, []);
  const run = runOf({ id: 'a' });
  await show(run);
  assert.deepEqual(started, []);
  ways.wanted = ['mlflow'];
  const others = [
    runOf({ id: 'b' }, {}, { isOwn: false }),
    runOf({ id: 'c', operation: 'preflight' }),
    runOf({ id: 'd' }, { status: 'starting' }),
    over(runOf({ id: 'e' })),
  ];
  await show(run, ...others);
  assert.deepEqual(
    started.map(({ folder }) => folder),
    ['/runs/a'],
  );
});

test('what goes wrong is said once, and not tried again before the run’s end', async (t) => {
  const { started, problems, ways, show, end, settle } = followed(t);
  const run = runOf();
  await show(run);
  started[0]?.fail('wandb took nothing: x');
  started[0]?.end();
  await settle();
  await show(run);
  assert.equal(started.length, 1);
  await end(over(run));
  assert.equal(started.length, 2);
  started[1]?.fail('wandb took nothing: x');
  assert.deepEqual(problems, ['wandb took nothing: x']);
  ways.isBroken = true;
  await show(run);
  assert.deepEqual(problems, ['wandb took nothing: x', 'no Python']);
});

test('at its end a run is taken where an earlier window’s follower did not bring it', async (t) => {
  const { started, ways, show, end, settle } = followed(t);
  const run = runOf();
  await show(run);
  started[0]?.end();
  await settle();
  ways.standing = () => 'taken';
  await end(over(run));
  assert.equal(started.length, 1);
  ways.standing = () => 'left';
  await end(over(run));
  assert.equal(started.length, 2);
});

test('what was left before its end is taken by the next window, each run once', async (t) => {
  const { started, ways, show, settle } = followed(t);
  const runs = ['a', 'b', 'c'].map((id) => over(runOf({ id })));
  ways.standing = (folder) => (folder === '/runs/b' ? 'taken' : 'left');
  await show(...runs);
  await show(...runs);
  const folders = () => started.map(({ folder }) => folder);
  assert.deepEqual(folders(), ['/runs/a']);
  started[0]?.end();
  await settle();
  assert.deepEqual(folders(), ['/runs/a', '/runs/c']);
});

test('a follower that went before the run is replaced, but for one whose boards refused', async (t) => {
  t.mock.timers.enable({ apis: ['Date'] });
  const { started, ways, show, settle } = followed(t);
  const look = async (): Promise<number> => {
    t.mock.timers.tick(60_000);
    await show(runOf());
    return started.length;
  };
  assert.equal(await look(), 1);
  ways.standing = () => 'followed';
  assert.equal(await look(), 1);
  started[0]?.end();
  await settle();
  ways.standing = () => 'refused';
  assert.equal(await look(), 1);
  ways.standing = () => 'left';
  await show(runOf());
  assert.equal(started.length, 1, 'not at once');
  assert.equal(await look(), 2);
});

test('a run that another window or a queue follows is followed by this one once that is gone', async (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: 1 });
  const { started, ways, show } = followed(t);
  ways.standing = () => 'followed';
  await show(runOf());
  t.mock.timers.tick(60_000);
  await show(runOf());
  assert.equal(started.length, 0);
  ways.standing = () => 'left';
  t.mock.timers.tick(60_000);
  await show(runOf());
  assert.equal(started.length, 1);
});
