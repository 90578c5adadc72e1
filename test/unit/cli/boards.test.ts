import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { test } from 'node:test';
import { standingOf } from '../../../src/host/boards/followRun.ts';
import {
  stepsOnTensorBoard,
  stepsTold,
  trainerPython,
  withoutBoards,
} from '../host/boards/tensorBoard.ts';
import { allChildren, fakeExperiment } from '../host/experiment/fakeExperiment.ts';
import { temporaryFolder } from '../host/files/temporaryFolder.ts';
import { until } from '../host/remote/fakeRemoteRun.ts';
import { fakeTrainer } from '../host/run/fakeRun.ts';
import { startSshServer, withoutSshd } from '../host/shell/sshServer.ts';

const cli = resolve('dist/cli.cjs');

test(
  'an experiment on a host is taken to a board, each step once, though its first follower is killed',
  { skip: withoutSshd || withoutBoards, timeout: 240_000 },
  async (t) => {
    const server = await startSshServer(t);
    const folder = await temporaryFolder(t);
    const { PATH = '' } = process.env;
    await writeFile(
      join(folder, 'ssh'),
      `#!/bin/sh\nPATH='${PATH}' exec ssh -F '${server.options.configFile}' "$@"\n`,
      { mode: 0o755 },
    );
    const python = join(folder, 'python');
    await writeFile(python, `#!/bin/sh\ncd '${fakeTrainer}' && PYTHONPATH= exec python3 "$@"\n`, {
      mode: 0o755,
    });
    const targets = join(folder, 'targets.json');
    const box = { host: server.host, folder: join(folder, 'cl'), python };
    await writeFile(targets, JSON.stringify({ box }));
    const open = await fakeExperiment(t, {
      base: '/fake/answer-slowly',
      targets: ['box'],
      seeds: 1,
    });

    const words = ['--targets', targets, '--boards', 'tensorboard', '--python', trainerPython];
    const child = spawn(process.execPath, [cli, 'experiment', open.folder, ...words], {
      cwd: open.workspace,
      env: { ...process.env, PATH: `${folder}${delimiter}${PATH}` },
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (said += text));
    }
    let killed = 0;
    await until('its first follower', () => {
      killed = followerOf(open.runsFolder);
      return killed > 0;
    });
    process.kill(killed, 'SIGKILL');
    server.wire.cut();
    const [exit] = (await once(child, 'close')) as [number | null];

    assert.equal(exit, 0, said);
    assert.match(said, /take no more of this run \(SIGKILL\)/);
    const children = await allChildren(open);
    assert.equal(children.length, 2);
    for (const run of children) {
      await until('its end', async () => (await standingOf(run)) === 'taken');
      const told = await stepsTold(run.folder);
      assert.equal(told.length, 40);
      const ours = join(open.workspace, '.cricket-lora');
      assert.deepEqual(await stepsOnTensorBoard(ours, run.folder), told);
    }
  },
);

/** The process that takes one of some runs to boards; 0 where there is none. */
function followerOf(runsFolder: string): number {
  const { stdout } = spawnSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' });
  const line = stdout.split('\n').find((one) => one.includes(`--follow ${runsFolder}`));
  return Number(line?.trim().split(' ')[0] ?? 0);
}
