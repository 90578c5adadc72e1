import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endProcessTree } from '../../../src/host/endProcessTree.ts';
import type { LiveProcess } from '../../../src/host/processIdentity.ts';

const leader = { pid: 4242, processStart: '133' };

/** A Windows with one process, which a command that contains `deadly` ends. */
function windows(processStart: string, deadly: string) {
  let live: LiveProcess | undefined = { pid: leader.pid, processStart, group: undefined };
  const executed: string[] = [];
  return {
    executed,
    platform: 'win32' as const,
    processes: { read: () => Promise.resolve(live), inGroup: () => Promise.resolve([]) },
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

test('Windows: asks the tree to close, then forces it', async () => {
  const gentle = windows('133', '/T');
  assert.equal(await endProcessTree(leader, gentle), 'terminated');
  const stubborn = windows('133', '/F');
  assert.equal(await endProcessTree(leader, stubborn), 'killed');
  assert.deepEqual(stubborn.executed, ['taskkill /PID 4242 /T', 'taskkill /PID 4242 /T /F']);
});

test('Windows: a process that was merely given the same pid is left alone', async () => {
  const other = windows('later', '/T');
  assert.equal(await endProcessTree(leader, other), 'already over');
  assert.deepEqual(other.executed, []);
});
