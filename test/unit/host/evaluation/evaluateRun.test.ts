import { inEnglish } from '../../inEnglish.ts';
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { formatQuestions } from '../../../../src/core/dataset/questionsFile.ts';
import { UserError } from '../../../../src/core/common/userError.ts';
import { evaluateRun, readTotals } from '../../../../src/host/evaluation/evaluateRun.ts';
import { sha256Of } from '../../../../src/host/files/readTextFile.ts';
import { predictionOf, questionOf } from '../../core/evaluation/askings.ts';

const lara = questionOf('11953');
const root = questionOf('12000', { entity: 'JE Root' });
const questions = formatQuestions([lara, root]);
const head = JSON.stringify({
  v: 1,
  base: 'data/base',
  adapter: 'adapter',
  dtype: 'fp32',
  batchSize: 64,
  questionsSha256: sha256Of(questions),
});
const lines = (...predictions: object[]): string =>
  [head, ...predictions.map((prediction) => JSON.stringify(prediction)), ''].join('\n');

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evaluation-'));
});
after(() => rm(folder, { recursive: true, force: true }));

beforeEach(async () => {
  const fixture = await readFile(join('test', 'fixtures', 'run.json'), 'utf8');
  await rm(join(folder, 'evaluation.json'), { force: true });
  await rm(join(folder, 'predictions.jsonl'), { force: true });
  await writeFile(join(folder, 'run.json'), fixture);
  await writeFile(join(folder, 'questions.jsonl'), questions);
});
const predict = (text: string) => writeFile(join(folder, 'predictions.jsonl'), text);

test('scores a run from its folder and writes the totals once', async () => {
  await predict(lines(predictionOf(lara, '11953'), predictionOf(root, '11,999')));
  const evaluation = await evaluateRun(folder);
  assert.deepEqual(evaluation.totals.train, { questions: 2, exact: 1, format: 2 });
  assert.deepEqual(evaluation.notices, []);
  assert.equal(evaluation.head.adapter, 'adapter');
  const path = join(folder, 'evaluation.json');
  const written = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
  assert.equal(written.run, '20261123-030000-recall');
  assert.deepEqual(written.totals, evaluation.totals);
  const { mtimeMs } = await stat(path);
  await evaluateRun(folder);
  assert.equal((await stat(path)).mtimeMs, mtimeMs);
});

test('a run without predictions is rejected with when to expect them', async () => {
  await assert.rejects(
    evaluateRun(folder),
    (error) => error instanceof UserError && error.message.includes('has no answers yet'),
  );
});

test('problems with the files are notices, and the rest is shown', async () => {
  const stranger = predictionOf(questionOf('1', { entity: 'Nobody' }), '1');
  await predict(`${lines(predictionOf(lara, '11953'), predictionOf(lara, '1'), stranger)}{"id":\n`);
  await writeFile(join(folder, 'questions.jsonl'), `${questions}\n`);
  const { notices, totals } = await evaluateRun(folder);
  assert.deepEqual(totals.train, { questions: 1, exact: 1, format: 1 });
  assert.deepEqual(inEnglish(notices), [
    'predictions.jsonl: 1 line left out; line 5: not a JSON object.',
    '1 question without an answer, not counted below.',
    '1 answer to questions that this run does not have.',
    '1 answer to a question answered before; the first counts.',
    'questions.jsonl has changed since it was asked. Evaluate again for answers to these questions.',
  ]);
});

test('an incomplete run folder is rejected by name', async () => {
  await predict('');
  await assert.rejects(evaluateRun(folder), /predictions\.jsonl, line 1/);
  await predict(lines(predictionOf(lara, '11953')));
  await rm(join(folder, 'questions.jsonl'));
  await assert.rejects(evaluateRun(folder), UserError);
  await rm(join(folder, 'run.json'));
  await assert.rejects(evaluateRun(folder), UserError);
});

test('an evaluation.json of a newer version is kept, and the result is computed anew', async () => {
  await predict(lines(predictionOf(lara, '11953'), predictionOf(root, '12000')));
  const path = join(folder, 'evaluation.json');
  const newer = '{"v":2,"totals":{"train":{"questions":9,"exact":0,"format":0}}}';
  await writeFile(path, newer);
  const { notices, totals } = await evaluateRun(folder);
  assert.deepEqual(inEnglish(notices), [
    'evaluation.json was written by a newer version of Cricket LoRA and is kept. The totals shown are computed from the answers.',
  ]);
  assert.equal(totals.train.exact, 2);
  assert.equal(await readFile(path, 'utf8'), newer);
  assert.equal(await readTotals(folder), undefined);
});

test('predictions of a newer version, or truncated ones, are told from complete ones', async () => {
  const whole = lines(predictionOf(lara, '11953'), predictionOf(root, '12000'));
  await predict(whole.replace('"v":1', '"v":2'));
  await assert.rejects(
    evaluateRun(folder),
    (error) => error instanceof UserError && /version 2.*Update the extension/s.test(error.message),
  );
  await predict(whole.slice(0, -20));
  const { notices, totals } = await evaluateRun(folder);
  assert.equal(totals.train.questions, 1);
  assert.deepEqual(inEnglish(notices.slice(0, 2)), [
    'predictions.jsonl: 1 line left out; line 3: not a JSON object.',
    '1 question without an answer, not counted below.',
  ]);
});

test('truncated questions are reported by line', async () => {
  await predict(lines(predictionOf(lara, '11953')));
  await writeFile(join(folder, 'questions.jsonl'), questions.slice(0, -30));
  await assert.rejects(
    evaluateRun(folder),
    (error) =>
      error instanceof UserError &&
      error.message.includes('questions.jsonl') &&
      error.message.includes('line 2'),
  );
});

test('hostile outputs are returned unchanged', async () => {
  const outputs = [
    '9'.repeat(100_000),
    '<script>alert(1)</script>\u202e\u0000\u001b[31m\u2028{"id":"x"}',
  ];
  await predict(
    lines(...[lara, root].map((question, at) => predictionOf(question, outputs[at] ?? ''))),
  );
  const { rows, notices } = await evaluateRun(folder);
  assert.deepEqual(
    Array.from(rows, ({ output }) => output),
    outputs,
  );
  assert.deepEqual(notices, []);
});
