import assert from 'node:assert/strict';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { sha256Of } from '../../../../src/host/files/readTextFile.ts';
import { writeQuestions } from '../../../../src/host/dataset/writeQuestions.ts';
import { question } from '../run/fakeRun.ts';
import { temporaryFolder } from '../files/temporaryFolder.ts';

test('a dataset is written with where it comes from, its counts and its sum', async (t) => {
  const folder = join(await temporaryFolder(t), 'new', 'a.dataset');
  const { questionsPath, questions } = await writeQuestions(folder, [[question], []], {
    origin: () => ({ imported: { path: '../a.jsonl' } }),
  });
  assert.equal(questions, 1);
  const text = await readFile(questionsPath, 'utf8');
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
  await assert.rejects(writeQuestions(folder, [[question]], { origin: () => ({}) }));
  assert.equal(await readFile(join(folder, 'questions.jsonl'), 'utf8'), 'earlier');
  assert.deepEqual((await readdir(folder)).sort(), ['questions.jsonl', 'questions.meta.json']);
});

test('where the questions’ source fails, a new folder goes and an old one stays as it was', async (t) => {
  const parent = await temporaryFolder(t);
  const source = function* () {
    yield [question];
    throw new Error('no more');
  };
  const origin = () => ({});
  await assert.rejects(writeQuestions(join(parent, 'a.dataset'), source(), { origin }), /no more/);
  assert.deepEqual(await readdir(parent), []);
  const folder = join(parent, 'b.dataset');
  const { questionsPath } = await writeQuestions(folder, [[question]], { origin });
  const before = await readFile(questionsPath, 'utf8');
  await assert.rejects(writeQuestions(folder, source(), { origin }), /no more/);
  assert.equal(await readFile(questionsPath, 'utf8'), before);
  assert.deepEqual((await readdir(folder)).sort(), ['questions.jsonl', 'questions.meta.json']);
});
