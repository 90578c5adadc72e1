import { spoken } from '../../../../src/core/common/sentence.ts';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { focusInWords, focusQuestions } from '../../../../src/core/dataset/focusQuestions.ts';
import { readForeignQuestion } from '../../../../src/core/dataset/importedQuestion.ts';
import { parsePhrasings } from '../../../../src/core/dataset/phrasings.ts';
import { askedOf } from '../../../../src/core/dataset/question.ts';
import { generateQuestions } from '../../../../src/core/dataset/generateQuestions.ts';
import { formatQuestions, parseQuestions } from '../../../../src/core/dataset/questionsFile.ts';
import { parseTable } from '../../../../src/core/table/table.ts';

const phrasings = parsePhrasings(readFileSync('data/phrasings.json', 'utf8'), 'phrasings.json');
const table = parseTable('Player,Runs,HS,Shoe\nA,1,2*,9\nB,3,4,8\n', { name: 'a.csv' });
const { questions } = generateQuestions(table, phrasings, { statistics: ['runs', 'Shoe'] });

test('failed facts get more phrasings to train on, all else stays', () => {
  const made = focusQuestions(questions, new Set(['a/runs']), phrasings);
  const focused = made.questions;
  assert.deepEqual([made.reworded, made.repeated], [1, 0]);
  assert.deepEqual(
    focused.filter(({ phrasing }) => phrasing <= 4),
    questions,
  );
  const more = focused.filter(({ phrasing }) => phrasing > 4);
  assert.deepEqual(
    more.map(({ id, split }) => [id, split]),
    [5, 6, 7, 8].map((n) => [`a/runs/${n}`, 'train']),
  );
  assert.equal(more[0]?.prompt[0]?.content, 'How many runs did A make?');
  assert.deepEqual(parseQuestions(formatQuestions(focused)).problems, []);
});

test('a column that no statistic describes gets general phrasings that were not asked before', () => {
  const { questions: focused } = focusQuestions(questions, new Set(['a/shoe']), phrasings);
  const more = focused.filter(({ id }) => !questions.some((question) => question.id === id));
  assert.deepEqual(
    more.map(({ id, split }) => [id, split]),
    [5, 6, 7, 8].map((n) => [`a/shoe/${n}`, 'train']),
  );
  const texts = more.map(({ prompt }) => prompt[0]?.content ?? '');
  assert.equal(texts[0], 'Under shoe, what does the table say of A?');
  assert.equal(new Set([...texts, ...questions.map(askedOf)]).size, 4 + questions.length);
  assert.ok(!texts.includes('State the shoe of A.'));
});

test('a statistic’s own phrasings that were left out come first', () => {
  const { questions: few } = generateQuestions(table, phrasings, {
    statistics: ['runs'],
    phrasingsPerFact: 1,
    heldPhrasings: 0,
  });
  const { questions: focused } = focusQuestions(few, new Set(['b/runs']), phrasings);
  assert.deepEqual(
    focused.map(({ id }) => id),
    ['a/runs/1', 'b/runs/1', 'b/runs/2', 'b/runs/3', 'b/runs/5', 'b/runs/6'],
  );
});

test('focus after focus: further phrasings while there are any, then the same more often', () => {
  const failed = new Set(['a/runs']);
  let made = focusQuestions(questions, failed, phrasings);
  const sizes: number[] = [];
  for (let round = 2; round <= 6; round++) {
    made = focusQuestions(made.questions, failed, phrasings);
    sizes.push(made.questions.length - questions.length);
  }
  assert.deepEqual(sizes, [8, 12, 13, 13, 13]);
  assert.deepEqual([made.reworded, made.repeated], [0, 1]);
  for (const { fact, split, times } of made.questions) {
    assert.equal(times, fact === 'a/runs' && split === 'train' ? 3 : undefined);
  }
  assert.deepEqual(parseQuestions(formatQuestions(made.questions)), {
    questions: made.questions,
    problems: [],
  });
  const recalled = focusQuestions(made.questions, new Set(['b/runs']), phrasings);
  assert.ok(recalled.questions.every(({ times }) => times === undefined));
});

test('other ways to ask and what is unknown stay as they are, and are no model for further phrasings', () => {
  const [fact] = questions.filter(({ fact: id }) => id === 'a/runs');
  assert.ok(fact);
  const unknown = {
    ...fact,
    ...{ id: 'unknown/c/runs/1', fact: 'unknown/c/runs', entity: 'C', split: 'unknown' as const },
    kind: 'invented-name' as const,
  };
  const terse = {
    ...fact,
    ...{ id: 'train/terse/a/runs', kind: 'terse' as const },
    prompt: [{ role: 'user' as const, content: 'A runs?' }],
  };
  const { questions: focused } = focusQuestions(
    [...questions, unknown, terse],
    new Set(['a/runs', unknown.fact]),
    phrasings,
  );
  assert.deepEqual(focused.slice(-2), [unknown, terse]);
  const more = focused.filter(({ phrasing }) => phrasing > 4);
  assert.equal(more.length, 4);
  for (const { kind, split } of more) assert.deepEqual([kind, split], [undefined, 'train']);
});

test('imported questions without an entity are asked more often, unchanged', () => {
  const foreign = questions.map((question, at) => ({
    ...question,
    id: `line-${at}`,
    fact: `line-${at}`,
    entity: `line-${at}`,
    statistic: 'answer',
  }));
  const failed = new Set(foreign.slice(1).map(({ fact }) => fact));
  const made = focusQuestions(foreign, failed, phrasings);
  assert.deepEqual([made.reworded, made.repeated], [0, foreign.length - 1]);
  assert.deepEqual(
    made.questions,
    foreign.map((question, at) =>
      at > 0 && question.split === 'train' ? { ...question, times: 2 } : question,
    ),
  );
});

test('a question that does not say what it asks for is not put in other words', () => {
  const [line = { id: '' }] = [
    '{"entity":"A","statistic":"hair","question":"A?","answer":"red"}',
  ].map((text) => readForeignQuestion(JSON.parse(text), 1));
  assert.ok(typeof line === 'object' && 'fact' in line);
  const made = focusQuestions([line], new Set([line.fact]), phrasings);
  assert.deepEqual(made.questions, [{ ...line, times: 2 }]);
});

test('says in words what has been made', () => {
  assert.equal(
    spoken(focusInWords(1200, { reworded: 30, repeated: 1 })),
    '1,200 questions, with more phrasings for 30 failed facts and 1 failed fact asked more often',
  );
  assert.equal(
    spoken(focusInWords(4, { reworded: 0, repeated: 2 })),
    '4 questions, with 2 failed facts asked more often',
  );
});
