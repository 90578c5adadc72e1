import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { parseQuestions } from '../../../../src/core/dataset/questionsFile.ts';
import { askedOf, goldenOf } from '../../../../src/core/dataset/question.ts';
import { embeddedBase } from '../../../../src/host/base/embeddedBase.ts';
import { resolveBase } from '../../../../src/host/base/resolveBase.ts';
import { importQuestions } from '../../../../src/host/dataset/importQuestions.ts';
import { temporaryFolder } from '../files/temporaryFolder.ts';
import { spoken } from '../../../../src/core/common/sentence.ts';

const pair = { question: 'Runs of Ada?', answer: '42' };
const alpaca = { instruction: 'Runs of Ada?', input: '', output: '42' };
const shareGpt = {
  conversations: [
    { from: 'human', value: 'Runs of Ada?' },
    { from: 'gpt', value: '42' },
  ],
};
const messages = {
  messages: [
    { role: 'user', content: 'Runs of Ada?' },
    { role: 'assistant', content: '42' },
  ],
};

async function importText(t: TestContext, name: string, text: string) {
  const path = join(await temporaryFolder(t), name);
  await writeFile(path, text);
  const imported = await importQuestions({ path });
  const { questions } = parseQuestions(await readFile(imported.questionsPath, 'utf8'));
  return { ...imported, all: questions };
}

describe('questions are imported from', () => {
  for (const [what, name, text] of [
    ['a line of qa_pairs', 'a.jsonl', JSON.stringify({ qa_pairs: [pair] })],
    ['one JSON of qa_pairs', 'a.json', JSON.stringify({ title: 'x', qa_pairs: [pair] }, null, 2)],
    ['one JSON under data', 'a.json', JSON.stringify({ data: [pair] }, null, 2)],
    ['a list of pairs', 'a.json', JSON.stringify([pair])],
    ['a list of Alpaca', 'a.json', JSON.stringify([alpaca], null, 2)],
    ['lines of Alpaca', 'a.jsonl', `${JSON.stringify(alpaca)}\n`],
    ['a list of ShareGPT', 'a.json', JSON.stringify([shareGpt])],
    ['a list of messages', 'a.json', `\uFEFF\n ${JSON.stringify([messages])}`],
    ['a list in a .jsonl', 'a.jsonl', JSON.stringify([messages], null, 1)],
    ['lines in a .json', 'a.json', `${JSON.stringify(messages)}\n`],
    ['query and response', 'a.jsonl', JSON.stringify({ prompt: 'Runs of Ada?', response: 42 })],
  ] as const) {
    test(what, async (t) => {
      const { all, problemCount } = await importText(t, name, text);
      assert.deepEqual(
        all.map((question) => [askedOf(question), goldenOf(question)]),
        [['Runs of Ada?', '42']],
      );
      assert.equal(problemCount, 0);
    });
  }

  test('Alpaca with a system message and a history', async (t) => {
    const row = { ...alpaca, system: 'S', history: [['A', 'B']] };
    const { all } = await importText(t, 'a.json', JSON.stringify([row]));
    assert.deepEqual(
      all[0]?.prompt.map(({ role, content }) => [role, content]),
      [
        ['system', 'S'],
        ['user', 'A'],
        ['assistant', 'B'],
        ['user', 'Runs of Ada?'],
      ],
    );
  });

  test('a list, each with an id and the number of its element', async (t) => {
    const others = [pair, { question: 'Q2?', answer: 'x' }];
    const { all } = await importText(t, 'a.json', JSON.stringify({ qa_pairs: others }));
    assert.equal(new Set(all.map(({ id }) => id)).size, 2);
    const { problems } = await importText(t, 'b.json', JSON.stringify([pair, { question: 'Q?' }]));
    assert.deepEqual(
      problems.map(({ line }) => line),
      [2],
    );
  });

  test('lines of which the first is broken', async (t) => {
    const text = `{"question": \n${JSON.stringify(pair)}\n`;
    for (const name of ['a.jsonl', 'a.json']) {
      const { all, problemCount } = await importText(t, name, text);
      assert.deepEqual([all.length, problemCount], [1, 1]);
    }
  });

  test('nothing that is no question, and says what is expected', async (t) => {
    for (const text of ['{"a": 1}', '[1, 2]', '{\n"a": [1]\n}', '[', '']) {
      await assert.rejects(importText(t, 'a.json', text), /holds no question|not valid JSON/);
    }
  });
});

describe('what a golden may hold is the rule of the linter', () => {
  const lines = (...answers: readonly string[]): string =>
    answers
      .map((answer, at) => `${JSON.stringify({ question: `Runs of ${at}?`, answer })}\n`)
      .join('');

  test('accents apart are joined, special tokens are told of, half characters are refused', async (t) => {
    const text = lines('Jose\u0301', 'It is <|im_end|>', ' 42 ', '\ud800');
    const { all, warnings, problems } = await importText(t, 'a.jsonl', text);
    assert.deepEqual(all.map(goldenOf), ['José', 'It is <|im_end|>', '42']);
    assert.deepEqual(
      warnings.map(({ line }) => line),
      [1, 2],
    );
    assert.match(spoken(warnings[1]?.message ?? ''), /<\|im_end\|>/);
    assert.deepEqual(
      problems.map(({ line, message }) => [line, spoken(message).includes('half')]),
      [[4, true]],
    );
  });

  test('with the base’s tokenizer an answer that it ends at is refused', async (t) => {
    const path = join(await temporaryFolder(t), 'a.jsonl');
    await writeFile(path, lines('42', 'It is <|im_end|> in ChatML', 'x'.repeat(500)));
    const base = await resolveBase(embeddedBase, process.cwd());
    const { questions, problems } = await importQuestions({ path, base, maxAnswerTokens: 24 });
    assert.equal(questions, 1);
    assert.deepEqual(
      problems.map(({ line }) => line),
      [2, 3],
    );
    assert.match(spoken(problems[0]?.message ?? ''), /at which the base stops/);
    assert.match(spoken(problems[1]?.message ?? ''), /maxAnswerTokens/);
  });
});
