import assert from 'node:assert/strict';
import fs, { readFileSync } from 'node:fs';
import { mkdir, writeFile, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { eachOf } from '../../../../src/host/files/eachOf.ts';
import { listRunFolders } from '../../../../src/host/run/runFolder.ts';
import { readEndedRun, surveyRuns } from '../../../../src/host/run/surveyRuns.ts';
import { temporaryFolder } from '../files/temporaryFolder.ts';

const request = readFileSync('test/fixtures/run.json', 'utf8');
const events = readFileSync('test/fixtures/events.jsonl', 'utf8');
const process = { pid: 4242, processStart: '1' };
const status = { v: 1, state: 'finished', ...process, exit: 0 } as const;

async function writeRun(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(
    join(folder, 'run.json'),
    JSON.stringify({ ...JSON.parse(request), target: 'local' }),
  );
  await writeFile(join(folder, 'status.json'), JSON.stringify(status));
  await writeFile(join(folder, 'process.json'), JSON.stringify({ v: 1, ...process }));
  await writeFile(join(folder, 'events.jsonl'), events);
}

test('thousands of runs: two files a run are opened for its row, one after the other', async (t) => {
  const runs = join(await temporaryFolder(t), 'runs');
  const names = Array.from({ length: 300 }, (_, at) => `20261123-${1000 + at}-recall`);
  await eachOf(names, 16, (name) => writeRun(join(runs, name)));
  const { openSync, closeSync } = fs;
  let opened = 0;
  let isOpen = 0;
  let mostOpen = 0;
  t.mock.method(fs, 'openSync', (...args: Parameters<typeof openSync>) => {
    opened++;
    mostOpen = Math.max(mostOpen, ++isOpen);
    return openSync(...args);
  });
  t.mock.method(fs, 'closeSync', (file: number) => {
    isOpen--;
    closeSync(file);
  });
  const found = surveyRuns(await listRunFolders(runs));
  assert.deepEqual(
    found.map(({ folder }) => folder),
    names.toReversed().map((name) => join(runs, name)),
  );
  assert.ok(found.every((run) => run.problem === undefined && run.status?.state === 'finished'));
  assert.equal(opened, 2 * names.length);
  assert.equal(mostOpen, 1);
  assert.equal(isOpen, 0);
  // And two more for how it got on, where that is shown.
  const [newest] = found;
  assert.equal(newest && readEndedRun(newest.folder, process)?.status, 'finished');
  assert.equal(opened, 2 * names.length + 2);
});

test('a run that was started again since is followed', async (t) => {
  const folder = join(await temporaryFolder(t), 'runs', 'r');
  await writeRun(folder);
  assert.equal(readEndedRun(folder, process)?.status, 'finished');
  const resumed = { v: 1, pid: 4343, processStart: '2' };
  await writeFile(join(folder, 'process.json'), JSON.stringify(resumed));
  assert.equal(readEndedRun(folder, process), undefined);
});

test('a run that a launcher started has ended with its trainer', async (t) => {
  const folder = join(await temporaryFolder(t), 'runs', 'r');
  await writeRun(folder);
  const launcher = { v: 1, pid: 4343, processStart: '2' };
  await writeFile(join(folder, 'process.json'), JSON.stringify(launcher));
  const before = new Date(Date.now() - 60_000);
  await utimes(join(folder, 'process.json'), before, before);
  assert.equal(readEndedRun(folder, process)?.status, 'finished');
});

test('a run whose events do not say that it is over, or are too many to read at once, is followed', async (t) => {
  const folder = join(await temporaryFolder(t), 'runs', 'r');
  await writeRun(folder);
  const [started = ''] = events.split('\n');
  await writeFile(join(folder, 'events.jsonl'), `${started}\n`);
  assert.equal(readEndedRun(folder, process), undefined);
  await writeFile(join(folder, 'events.jsonl'), `${events}${' '.repeat(17 << 20)}\n`);
  assert.equal(readEndedRun(folder, process), undefined);
});

test('one run that cannot be read is told from the others, and a folder without a request is none', async (t) => {
  const runs = join(await temporaryFolder(t), 'runs');
  await writeRun(join(runs, 'good'));
  await mkdir(join(runs, 'bad'));
  await writeFile(join(runs, 'bad', 'run.json'), '{"recipe": null}');
  await mkdir(join(runs, 'copied'));
  await writeFile(join(runs, 'note.txt'), '');
  const found = surveyRuns(await listRunFolders(runs));
  assert.deepEqual(
    found.map(({ folder, problem }) => [folder, problem === undefined]),
    [
      [join(runs, 'good'), true],
      [join(runs, 'bad'), false],
    ],
  );
});
