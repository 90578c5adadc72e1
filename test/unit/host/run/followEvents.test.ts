import assert from 'node:assert/strict';
import { appendFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { followEvents } from '../../../../src/host/run/followEvents.ts';
import { temporaryFolder } from '../files/temporaryFolder.ts';

const line = (seq: number, message = 'x'): Buffer =>
  Buffer.from(
    `${JSON.stringify({ v: 1, seq, time: '2026-11-23T03:00:00Z', type: 'log', level: 'info', message })}\n`,
  );

test('returns complete lines, wherever the file was cut', async (t) => {
  const path = join(await temporaryFolder(t), 'events.jsonl');
  const readOn = followEvents(path);
  assert.deepEqual(await readOn(), { events: [], badLines: 0, restarted: false });
  const text = line(0, 'Yūsuf 𝟙');
  for (let cut = 0; cut < text.length; cut++) {
    await appendFile(path, text.subarray(cut, cut + 1));
    const { events, badLines } = await readOn();
    assert.equal(badLines, 0);
    assert.equal(events.length, cut === text.length - 1 ? 1 : 0);
    if (events[0]?.type === 'log') assert.equal(events[0].message, 'Yūsuf 𝟙');
  }
  await appendFile(path, Buffer.concat([Buffer.from('{"broken"\n\n'), line(1), line(2)]));
  const { events, badLines } = await readOn();
  assert.deepEqual(
    events.map(({ seq }) => seq),
    [1, 2],
  );
  assert.equal(badLines, 1);
});

test('drops an incomplete line that the next trainer removes', async (t) => {
  const path = join(await temporaryFolder(t), 'events.jsonl');
  await writeFile(path, Buffer.concat([line(0), Buffer.from('{"v":1,"seq":1,"ti')]));
  const readOn = followEvents(path);
  assert.equal((await readOn()).events.length, 1);
  await truncate(path, line(0).length);
  await appendFile(path, line(1));
  const { events, restarted } = await readOn();
  assert.deepEqual([events[0]?.seq, events.length, restarted], [1, 1, false]);
});

test('starts over when the file was replaced by a shorter one', async (t) => {
  const path = join(await temporaryFolder(t), 'events.jsonl');
  const readOn = followEvents(path);
  await writeFile(path, Buffer.concat([line(0), line(1)]));
  await readOn();
  await writeFile(path, line(0));
  const { events, restarted } = await readOn();
  assert.equal(restarted, true);
  assert.equal(events.length, 1);
});

test('concurrent calls return each line once', async (t) => {
  const path = join(await temporaryFolder(t), 'events.jsonl');
  await writeFile(path, Buffer.concat(Array.from({ length: 500 }, (_, seq) => line(seq))));
  const readOn = followEvents(path);
  const batches = await Promise.all([readOn(), readOn(), readOn()]);
  assert.equal(batches.flatMap(({ events }) => events).length, 500);
});
