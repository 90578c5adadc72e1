import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { isOver } from '../../../../src/core/run/runState.ts';
import { eachOf } from '../../../../src/host/files/eachOf.ts';
import { listRuns, readRun, readRunStatus } from '../../../../src/host/run/runFolder.ts';
import type { Target } from '../../../../src/host/run/target.ts';
import { watchRun } from '../../../../src/host/run/watchRun.ts';
import { temporaryFolder } from '../files/temporaryFolder.ts';

const request = readFileSync('test/fixtures/run.json', 'utf8');
const events = readFileSync('test/fixtures/events.jsonl', 'utf8');
const process = { pid: 4242, processStart: '1' };
const status = { v: 1, state: 'finished', ...process, exit: 0 } as const;

async function writeRun(folder: string): Promise<void> {
  await fs.mkdir(folder, { recursive: true });
  await fs.writeFile(join(folder, 'run.json'), request);
  await fs.writeFile(join(folder, 'status.json'), JSON.stringify(status));
  await fs.writeFile(join(folder, 'process.json'), JSON.stringify({ v: 1, ...process }));
  await fs.writeFile(join(folder, 'events.jsonl'), events);
}

const untouched: Target = {
  end: () => Promise.reject(new Error('ended')),
  attach: () => {
    throw new Error('its process was looked for');
  },
};

test('runs that are over are read a few files at a time, and no process is looked for', async (t) => {
  const runs = join(await temporaryFolder(t), 'runs');
  const names = Array.from({ length: 300 }, (_, at) => `20261123-${1000 + at}-recall`);
  await eachOf(names, 16, (name) => writeRun(join(runs, name)));
  const { open } = fs;
  let opened = 0;
  let isOpen = 0;
  let mostOpen = 0;
  t.mock.method(fs, 'open', async (...args: Parameters<typeof open>) => {
    const file = await open(...args);
    const close = file.close.bind(file);
    opened++;
    mostOpen = Math.max(mostOpen, ++isOpen);
    file.close = () => {
      isOpen--;
      return close();
    };
    return file;
  });
  let over = 0;
  await eachOf(await listRuns(runs), 32, async (folder) => {
    const ended = await readRunStatus(folder);
    await readRun(folder);
    const state = await watchRun(folder, () => undefined, { target: untouched, ended });
    over += Number(isOver(state));
  });
  assert.equal(over, names.length);
  // status.json, run.json, process.json, events.jsonl; and the record of own runs, now and then.
  assert.ok(opened <= 5 * names.length, `${opened} files opened`);
  assert.ok(mostOpen <= 64, `${mostOpen} files open at once`);
  assert.equal(isOpen, 0);
});

test('a run that was started again since is followed', async (t) => {
  const folder = join(await temporaryFolder(t), 'runs', 'r');
  await writeRun(folder);
  const resumed = { v: 1, pid: 4343, processStart: '2' };
  await fs.writeFile(join(folder, 'process.json'), JSON.stringify(resumed));
  await assert.rejects(
    watchRun(folder, () => undefined, { target: untouched, ended: status }),
    /its process was looked for/,
  );
});
