import assert from 'node:assert/strict';
import { chmod, mkdir, readFile, symlink, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { followRun, readBoards, standingOf } from '../../../../src/host/boards/followRun.ts';
import { placeHere } from '../../../../src/host/process/place.ts';
import { processesOf } from '../../../../src/host/process/processIdentity.ts';
import { temporaryFolder } from '../files/temporaryFolder.ts';

const options = {
  timeout: 60_000,
  skip: process.platform === 'win32' && 'the stand-in for Python is a shell script',
};

/** A run's folder in a workspace, and an interpreter that writes its arguments and does `then` with the folder. */
async function fakes(t: TestContext, then = '') {
  // A follower does not keep its starter from ending.
  const staying = setInterval(() => undefined, 1000);
  t.after(() => {
    clearInterval(staying);
  });
  const workspace = await temporaryFolder(t);
  const ours = join(workspace, '.cricket-lora');
  const folder = join(ours, 'runs', 'one');
  await mkdir(folder, { recursive: true });
  const python = join(workspace, 'python');
  await writeFile(python, `#!/bin/sh\nprintf '%s\\n' "$@"\ncd '${folder}'\n${then}\n`);
  await chmod(python, 0o755);
  const problems: string[] = [];
  const onProblem = (problem: string): void => void problems.push(problem);
  return { folder, problems, ours, python, onProblem };
}

const telling = (problems: object): string =>
  `echo '${JSON.stringify({ v: 1, isOver: false, problems })}' >boards.json; exit 1`;

test(
  'a run is followed to the usual places of its boards, and says so in its log',
  options,
  async (t) => {
    const { folder, problems, ...ways } = await fakes(t);
    const { ended } = await followRun(folder, { ...ways, boards: ['tensorboard', 'trackio'] });
    await ended;
    assert.deepEqual(problems, []);
    const words = (await readFile(join(folder, 'boards.log'), 'utf8')).trim().split('\n');
    assert.deepEqual(words, [
      ...['-m', 'cricket_lora.boards', '--follow', folder],
      `tensorboard=${join(ways.ours, 'tensorboard')}`,
      `trackio=${join(ways.ours, 'trackio')}`,
    ]);
  },
);

test('a board that takes no more says why', options, async (t) => {
  const { folder, problems, ...ways } = await fakes(t, telling({ wandb: 'CommError: refused' }));
  const { ended } = await followRun(folder, { ...ways, boards: ['wandb'] });
  await ended;
  assert.deepEqual(problems, ['wandb took nothing: CommError: refused']);
  assert.deepEqual((await readBoards(folder))?.problems, { wandb: 'CommError: refused' });
});

test('a board that takes no more is told of while others go on, once', options, async (t) => {
  const then = `${telling({ mlflow: 'No module named mlflow' }).replace('exit 1', '')} sleep 600`;
  const { folder, problems, ...ways } = await fakes(t, then);
  const { pid, look, ended } = await followRun(folder, { ...ways, boards: ['mlflow', 'wandb'] });
  while (problems.length === 0) await look();
  await look();
  process.kill(-pid, 'SIGKILL');
  await ended;
  assert.equal(problems.length, 1);
  assert.match(problems.join(), /pip install mlflow$/);
});

test('a follower that is killed says by what', options, async (t) => {
  const { folder, problems, ...ways } = await fakes(t, 'kill -9 $$');
  const { ended } = await followRun(folder, { ...ways, boards: ['wandb'] });
  await ended;
  assert.match(problems.join(), /\(SIGKILL\): boards\.log/);
});

test('an interpreter that is not there is told to the caller', options, async (t) => {
  const { folder, ...ways } = await fakes(t);
  const following = followRun(folder, { ...ways, boards: ['wandb'], python: '/none' });
  await assert.rejects(following, { code: 'ENOENT' });
});

test('nothing is written through links of a workspace', options, async (t) => {
  const { folder, ...ways } = await fakes(t);
  await symlink(dirname(ways.ours), join(ways.ours, 'tensorboard'));
  await assert.rejects(followRun(folder, { ...ways, boards: ['tensorboard'] }), /is a link/);
  await symlink('/tmp/elsewhere.db', join(ways.ours, 'mlflow.db'));
  await assert.rejects(followRun(folder, { ...ways, boards: ['mlflow'] }), /is a link/);
  await symlink('/tmp/elsewhere.log', join(folder, 'boards.log'));
  await assert.rejects(followRun(folder, { ...ways, boards: ['trackio'] }), /is a link/);
});

test('a boards.json that is none of ours tells nothing', options, async (t) => {
  const { folder } = await fakes(t);
  assert.equal(await readBoards(folder), undefined);
  await writeFile(join(folder, 'boards.json'), '{"v":1,"problems":{"wandb":["x"]}}');
  assert.equal(await readBoards(folder), undefined);
});

test('a run is followed while its follower lives, and left when that went before its end', async (t) => {
  const { folder } = await fakes(t);
  const { processStart = '' } = (await processesOf().read(process.pid)) ?? {};
  const us = { pid: process.pid, processStart, place: placeHere() };
  const standing = async (told: object): Promise<string> => {
    const whole = { v: 1, isOver: false, problems: {}, by: us, ...told };
    await writeFile(join(folder, 'boards.json'), JSON.stringify(whole));
    return standingOf({ folder });
  };
  assert.equal(await standingOf({ folder }), 'none');
  assert.equal(await standing({}), 'followed');
  assert.equal(await standing({ problems: { wandb: 'refused' } }), 'followed');
  const gone = { ...us, processStart: 'earlier' };
  assert.equal(await standing({ by: gone }), 'left');
  assert.equal(await standing({ by: { ...us, place: 'elsewhere' } }), 'left');
  assert.equal(await standing({ by: undefined }), 'left');
  assert.equal(await standing({ by: gone, problems: { wandb: 'refused' } }), 'refused');
  assert.equal(await standing({ isOver: true }), 'taken');
});

test('a run that tells more once its boards had all of it was left by them', async (t) => {
  const folder = await temporaryFolder(t);
  const [boards, events] = [join(folder, 'boards.json'), join(folder, 'events.jsonl')];
  await writeFile(boards, JSON.stringify({ v: 1, isOver: true, problems: {} }));
  await writeFile(events, '');
  await utimes(events, 1000, 1000);
  assert.equal(await standingOf({ folder }), 'taken');
  await utimes(boards, 999, 999);
  assert.equal(await standingOf({ folder }), 'left');
});
