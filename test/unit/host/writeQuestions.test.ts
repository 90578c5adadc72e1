import assert from 'node:assert/strict';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { sha256Of } from '../../../src/host/textFile.ts';
import { writeQuestions } from '../../../src/host/writeQuestions.ts';
import { question } from './fakeRun.ts';
import { temporaryFolder } from './temporaryFolder.ts';

test('a dataset is written with where it comes from, its counts and its sum', async (t) => {
  const folder = join(await temporaryFolder(t), 'new', 'a.dataset');
  const path = await writeQuestions(folder, [question], { imported: { path: '../a.jsonl' } });
  const text = await readFile(path, 'utf8');
  assert.deepEqual(JSON.parse(text), question);
  assert.deepEqual(JSON.parse(await readFile(join(folder, 'questions.meta.json'), 'utf8')), {
    v: 1,
    imported: { path: '../a.jsonl' },
    counts: { questions: 1 },
    questions: { sha256: sha256Of(text) },
  });
});

test('where the meta cannot be written, the questions stay as they were', async (t) => {
  const folder = await temporaryFolder(t);
  await writeFile(join(folder, 'questions.jsonl'), 'earlier');
  await mkdir(join(folder, 'questions.meta.json', 'in the way'), { recursive: true });
  await assert.rejects(writeQuestions(folder, [question], {}));
  assert.equal(await readFile(join(folder, 'questions.jsonl'), 'utf8'), 'earlier');
  assert.deepEqual((await readdir(folder)).sort(), ['questions.jsonl', 'questions.meta.json']);
});
