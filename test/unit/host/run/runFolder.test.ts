import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { presets, type Recipe } from '../../../../src/core/recipe/recipe.ts';
import { UserError } from '../../../../src/core/common/userError.ts';
import { recordOwnRun } from '../../../../src/host/run/ownRuns.ts';
import { createRun, listRuns, readRunRequest } from '../../../../src/host/run/runFolder.ts';
import { question, writeQuestions } from './fakeRun.ts';
import { temporaryFolder } from '../files/temporaryFolder.ts';

const newRun = async (folder: string, recipe: Recipe = presets.recall) => ({
  runsFolder: join(folder, 'runs'),
  questionsPath: await writeQuestions(folder),
  base: '/models/base',
  recipe,
  operation: 'train' as const,
  target: 'local',
});
const now = new Date('2026-11-23T03:00:00.000Z');

test("creates a folder with the request and the questions in the trainer's format", async (t) => {
  const parent = await temporaryFolder(t);
  const folder = await createRun(await newRun(parent), now);
  assert.equal(basename(folder), '20261123-030000-recall');
  assert.deepEqual((await readdir(folder)).sort(), ['questions.jsonl', 'run.json']);
  const request = await readRunRequest(folder);
  const fixture = JSON.parse(await readFile('test/fixtures/run.json', 'utf8')) as object;
  assert.deepEqual(Object.keys(request), Object.keys(fixture));
  const copy = await readFile(join(folder, 'questions.jsonl'));
  assert.equal(request.questions.sha256, createHash('sha256').update(copy).digest('hex'));
  assert.equal(request.questions.source, join(parent, 'questions.jsonl'));
  assert.equal(request.created, now.toISOString());
  assert.match(request.versions.extension ?? '', /^\d/);
});

test('of questions with something before them both hashes are kept', async (t) => {
  const parent = await temporaryFolder(t);
  const run = await newRun(parent);
  const asked = join(parent, 'asked.jsonl');
  const prompt = [{ role: 'system', content: 'Row: none' }, ...question.prompt];
  await writeFile(asked, `${JSON.stringify({ ...question, prompt })}\n`);
  const folder = await createRun({
    ...{ ...run, asked, operation: 'predict' },
    parent: { run: 'r', asks: 'look-up' },
  });
  const { questions, parent: of } = await readRunRequest(folder);
  assert.equal(
    await readFile(join(folder, 'questions.jsonl'), 'utf8'),
    await readFile(asked, 'utf8'),
  );
  const hashOf = async (path: string) =>
    createHash('sha256')
      .update(await readFile(path))
      .digest('hex');
  assert.deepEqual(questions, {
    path: 'questions.jsonl',
    sha256: await hashOf(asked),
    sourceSha256: await hashOf(run.questionsPath),
    source: run.questionsPath,
  });
  assert.equal(of?.asks, 'look-up');
});

test('runs created in the same second get distinct names, listed newest first', async (t) => {
  const parent = await temporaryFolder(t);
  const run = await newRun(parent);
  const made = await Promise.all([createRun(run, now), createRun(run, now), createRun(run, now)]);
  const later = await createRun(run, new Date(now.getTime() + 1000));
  assert.equal(new Set(made).size, 3);
  await mkdir(join(run.runsFolder, '.new-half'));
  await mkdir(join(run.runsFolder, 'something else'));
  const listed = await listRuns(run.runsFolder);
  assert.equal(listed[0], later);
  assert.deepEqual(
    listed.slice(1).map((folder) => basename(folder)),
    ['20261123-030000-recall-3', '20261123-030000-recall-2', '20261123-030000-recall'],
  );
  for (const folder of listed) assert.equal((await readRunRequest(folder)).id, basename(folder));
  assert.deepEqual(await listRuns(join(parent, 'nowhere')), []);
});

test('rejects untrainable questions and leaves nothing behind', async (t) => {
  const parent = await temporaryFolder(t);
  const run = await newRun(parent);
  await assert.rejects(
    createRun({ ...run, recipe: { ...presets.recall, rank: 0 } }),
    /cricketLora\.recipe\.rank is 0/,
  );
  await writeFile(run.questionsPath, `${JSON.stringify(question)}\n{"id":\n`);
  await assert.rejects(createRun(run), (error) => {
    assert.ok(error instanceof UserError);
    assert.match(error.message, /2/);
    return true;
  });
  await writeFile(run.questionsPath, `${JSON.stringify({ ...question, split: 'phrasing' })}\n`);
  await assert.rejects(createRun(run), /no question to train on/);
  assert.deepEqual(await readdir(parent), ['questions.jsonl']);
});

test('rejects a folder that is not a run', async (t) => {
  const folder = await temporaryFolder(t);
  await assert.rejects(readRunRequest(folder), UserError);
  await writeFile(join(folder, 'run.json'), '[]');
  await assert.rejects(readRunRequest(folder), /run\.json is missing or not/);
  // A file in the place of the folder.
  await assert.rejects(readRunRequest(join(folder, 'run.json')), /run\.json is missing or not/);
});

test(
  'which runs are ours is never recorded below the working folder',
  { skip: process.platform === 'win32' && 'Windows has a folder of its own for this' },
  async (t) => {
    const [home, other] = [await temporaryFolder(t), await temporaryFolder(t)];
    const usual = join(home, '.local', 'state');
    const { CRICKET_LORA_STATE, HOME, XDG_STATE_HOME: before } = process.env;
    t.after(() => {
      setEnvironment({ CRICKET_LORA_STATE, HOME, XDG_STATE_HOME: before });
    });
    for (const [XDG_STATE_HOME, state] of [
      ['', usual],
      ['state', usual],
      [other, other],
    ] as const) {
      setEnvironment({ CRICKET_LORA_STATE: undefined, HOME: home, XDG_STATE_HOME });
      await recordOwnRun(join(home, 'run'), `of “${XDG_STATE_HOME}”`);
      assert.deepEqual(await readdir(join(state, 'cricket-lora')), ['own-runs.txt']);
      await rm(state, { recursive: true });
    }
  },
);

function setEnvironment(values: Readonly<Record<string, string | undefined>>): void {
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) Reflect.deleteProperty(process.env, name);
    else process.env[name] = value;
  }
}
