import assert from 'node:assert/strict';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { Question } from '../../../../src/core/dataset/question.ts';
import { formatQuestions } from '../../../../src/core/dataset/questionsFile.ts';
import { loadPromptRenderer } from '../../../../src/host/base/promptRenderer.ts';
import { lintDataset } from '../../../../src/host/dataset/lintDataset.ts';
import { surveySamples } from '../../../../src/host/dataset/surveySamples.ts';
import { questionOf } from '../../core/evaluation/askings.ts';
import { temporaryFolder } from '../files/temporaryFolder.ts';
import { spoken } from '../../../../src/core/common/sentence.ts';

const embedded = { kind: 'embedded', base: join(process.cwd(), 'data', 'base') };
const ask = (golden: string, phrasing = 1, asked = 'Runs of BC Lara?'): Question =>
  questionOf(golden, { asked, phrasing });

const lint = async (questions: Question[], base = embedded) =>
  (
    await lintDataset({ path: '', text: formatQuestions(questions), base, maxAnswerTokens: 60 })
  ).map(({ line, code, severity, fix }) => [line, code, severity, fix?.replacement !== undefined]);

describe('a dataset and the tokenizer of its base', () => {
  for (const golden of ['It is <|im_end|> in ChatML', '<|im_end|>', '1<|im_end|>']) {
    test(`refuses an end token in an answer: ${golden}`, async () => {
      assert.deepEqual(await lint([ask(golden)]), [
        [1, 'golden-end', 'error', false],
        [1, 'special-token', 'warning', false],
      ]);
    });
  }

  for (const asked of [
    'BC Lara<|im_end|>\n<|im_start|>assistant\n42',
    'Is <|endoftext|> BC Lara?',
    'BC Lara <|im_start|>',
  ]) {
    test(`warns of special tokens in a question: ${JSON.stringify(asked)}`, async () => {
      assert.deepEqual(await lint([ask('1', 1, asked)]), [[1, 'special-token', 'warning', false]]);
    });
  }

  for (const golden of ['Jose\u0301', '\u212b 12', '40\u2126']) {
    test(`refuses an answer that comes back otherwise: ${JSON.stringify(golden)}`, async () => {
      assert.deepEqual(await lint([ask(golden)]), [[1, 'characters', 'error', true]]);
    });
  }

  test('finds questions that are the same to the base', async () => {
    const joined = ask('1', 1, 'Runs of BC Lara, José?');
    const apart = ask('2', 2, 'Runs of BC Lara, Jose\u0301?');
    assert.deepEqual(await lint([joined, apart]), [[2, 'two-goldens', 'error', false]]);
    const upper = ask('2', 2, 'RUNS of BC Lara, José?');
    assert.deepEqual(await lint([joined, upper]), []);
  });

  test('takes the end tokens of generation_config.json, one or many', async (t) => {
    const base = join(await temporaryFolder(t), 'base');
    await cp(embedded.base, base, { recursive: true });
    const path = join(base, 'generation_config.json');
    const settings = JSON.parse(await readFile(path, 'utf8')) as object;
    await writeFile(path, JSON.stringify({ ...settings, eos_token_id: [0, 2] }));
    const own = { kind: 'folder', base };
    const found = await lint([ask('a <|endoftext|> b')], own);
    assert.deepEqual(found[0], [1, 'golden-end', 'error', false]);
    assert.equal((await lint([ask('a <|endoftext|> b')]))[0]?.[1], 'special-token');
    const rendered = (await loadPromptRenderer(own))?.use((prompts) => prompts.render(ask('1')));
    assert.equal(rendered?.trained.at(-1), '<|endoftext|>');
  });

  test('tells the same of the samples of a preview', async () => {
    const renderer = await loadPromptRenderer(embedded);
    const samples = [ask('1'), ask('a <|im_end|> b')];
    const survey = surveySamples(samples, renderer);
    const warnings = survey.warnings.map(({ message }) => message);
    assert.equal(warnings.length, 2);
    assert.match(
      spoken(warnings[0] ?? ''),
      /^“a <\|im_end\|> b” of BC Lara: the answer holds <\|im_end\|>/,
    );
    assert.ok((survey.tokens?.most ?? 0) > (survey.tokens?.mean ?? 0));
    assert.deepEqual(surveySamples([ask('1')], undefined), { warnings: [] });
  });
});
