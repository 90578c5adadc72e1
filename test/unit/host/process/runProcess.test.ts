import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { processesOf } from '../../../../src/host/process/processIdentity.ts';
import { runProcess } from '../../../../src/host/process/runProcess.ts';

const node = (script: string, options = {}) =>
  runProcess(process.execPath, ['-e', script], options);

test('reads both streams to the end, even large and late output', async () => {
  const script = `
    process.stdout.write('o'.repeat(99) + '\\n' + ('x'.repeat(99) + '\\n').repeat(40000));
    process.stderr.write(('e'.repeat(99) + '\\n').repeat(40000));
    setTimeout(() => console.log('late'), 200);
  `;
  let lines = 0;
  const { exit, stdout } = await node(script, { onLine: () => lines++ });
  assert.equal(exit, 0);
  assert.equal(lines, 80002);
  assert.match(stdout, /^o{99}\nx.*\nlate$/s);
});

test('keeps the last lines and the exit status', async () => {
  const script = 'for (let i = 0; i < 99; i++) console.error(i); process.exitCode = 7';
  const { exit, lastLines } = await node(script);
  assert.equal(exit, 7);
  assert.equal(lastLines.length, 30);
  assert.equal(lastLines.at(-1), '98');
});

test('rejects when the program does not exist', async () => {
  await assert.rejects(runProcess('/nowhere/program', []), { code: 'ENOENT' });
});

test('aborting ends the program and its children', async () => {
  const stop = new AbortController();
  let child = 0;
  const script = `
    const { spawn } = require('node:child_process');
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
    console.log(child.pid);
    setInterval(() => {}, 1000);
  `;
  const running = node(script, {
    signal: stop.signal,
    onLine: (line: string) => {
      child = Number(line);
      stop.abort();
    },
  });
  await assert.rejects(running, { name: 'AbortError' });
  assert.ok(child > 0);
  // Its streams close a moment before it is gone.
  for (let looks = 0; looks < 100 && (await processesOf().read(child)); looks++) await delay(20);
  assert.equal(await processesOf().read(child), undefined);
  await assert.rejects(node('', { signal: stop.signal }), { name: 'AbortError' });
});
