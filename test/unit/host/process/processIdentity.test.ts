import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import {
  isAlive,
  parseProcStat,
  parsePsLine,
  processesOf,
} from '../../../../src/host/process/processIdentity.ts';

test("parses /proc/PID/stat whatever the program's name", () => {
  const rest = `1 42 42 0 -1 4194560 ${'0 '.repeat(12)}777 1 2`;
  assert.deepEqual(parseProcStat(`42 (a) b) (c) S ${rest}`), {
    pid: 42,
    group: 42,
    processStart: '777',
  });
  assert.equal(parseProcStat(`42 (python) Z ${rest}`), undefined);
  assert.equal(parseProcStat(''), undefined);
});

test('parses lines of ps', () => {
  assert.deepEqual(parsePsLine('  42    40 Ss   Mon Nov 23 03:00:00 2026  '), {
    pid: 42,
    group: 40,
    processStart: 'Mon Nov 23 03:00:00 2026',
  });
  assert.equal(parsePsLine('42 40 Z+ Mon Nov 23 03:00:00 2026'), undefined);
  assert.equal(parsePsLine(''), undefined);
});

test('tells a process from a later one with the same pid, and live from dead ones', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  assert.ok(child.pid);
  const found = await processesOf().read(child.pid);
  assert.ok(found);
  assert.equal(await isAlive(found), true);
  assert.equal(await isAlive({ pid: child.pid, processStart: 'earlier' }), false);
  assert.equal(await isAlive({ pid: child.pid, processStart: '' }), false);
  child.kill('SIGKILL');
  await once(child, 'close');
  assert.equal(await isAlive(found), false);
});

test(
  'ps and /proc report the same identity',
  { skip: process.platform === 'win32' && 'Windows has no ps' },
  async (t) => {
    const self = await processesOf('darwin').read(process.pid);
    // Without ps there is nothing to compare.
    if (!self) {
      t.skip('no ps');
      return;
    }
    assert.equal(self.group, (await processesOf().read(process.pid))?.group);
    // Another window, or the trainer, may have been started in another zone and language.
    const { TZ } = process.env;
    t.after(() => {
      if (TZ === undefined) delete process.env.TZ;
      else process.env.TZ = TZ;
    });
    for (const zone of ['Asia/Tokyo', 'America/New_York']) {
      process.env.TZ = zone;
      const { processStart } = (await processesOf('darwin').read(process.pid)) ?? {};
      assert.equal(processStart, self.processStart, zone);
    }
  },
);
