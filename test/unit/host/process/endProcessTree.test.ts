import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { endProcessTree } from '../../../../src/host/process/endProcessTree.ts';
import { processesOf, type LiveProcess } from '../../../../src/host/process/processIdentity.ts';

const leader = { pid: 4242, processStart: '133' };

/** A Windows with one process, which is killed by a command that contains `deadly`. */
function windows(processStart: string, deadly: string) {
  let live: LiveProcess | undefined = { pid: leader.pid, processStart, group: undefined };
  const executed: string[] = [];
  return {
    executed,
    platform: 'win32' as const,
    processes: {
      read: () => Promise.resolve(live),
      inGroup: () => Promise.resolve([]),
      commandLine: () => Promise.resolve([]),
    },
    execute: (file: string, args: readonly string[]) => {
      const command = [file, ...args].join(' ');
      executed.push(command);
      if (command.includes(deadly)) live = undefined;
      return Promise.resolve();
    },
    graceSeconds: 0,
    terminateSeconds: 0,
  };
}

test('on Windows, asks the tree to close, then kills it', async () => {
  const gentle = windows('133', '/T');
  assert.equal(await endProcessTree(leader, gentle), 'terminated');
  const stubborn = windows('133', '/F');
  assert.equal(await endProcessTree(leader, stubborn), 'killed');
  assert.deepEqual(stubborn.executed, ['taskkill /PID 4242 /T', 'taskkill /PID 4242 /T /F']);
});

test('on Windows, a later process with the same pid is left alone', async () => {
  const other = windows('later', '/T');
  assert.equal(await endProcessTree(leader, other), 'already over');
  assert.deepEqual(other.executed, []);
});

const posixOnly = { skip: process.platform === 'win32' && 'process groups are POSIX' };

test(
  'a process that stops as soon as it is asked leaves no children behind',
  posixOnly,
  async () => {
    const script = `
    const { spawn } = require('node:child_process');
    console.log(spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' }).pid);
    setInterval(() => {}, 1000);
  `;
    const parent = spawn(process.execPath, ['-e', script], { detached: true });
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    const processes = processesOf();
    const identity = await processes.read(parent.pid ?? 0);
    assert.ok(identity && (await processes.read(Number(line))));
    const ask = async (): Promise<boolean> => {
      parent.kill('SIGKILL');
      await once(parent, 'exit');
      return true;
    };
    assert.equal(await endProcessTree(identity, { ask, graceSeconds: 0.2 }), 'terminated');
    assert.equal(await processes.read(Number(line)), undefined);
  },
);
