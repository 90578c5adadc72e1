import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { focusQuestions } from '../../../src/core/focusQuestions.ts';
import { parsePhrasings } from '../../../src/core/phrasings.ts';
import { generateQuestions } from '../../../src/core/questions.ts';
import { formatQuestions, parseQuestions } from '../../../src/core/questionsFile.ts';
import { parseTable } from '../../../src/core/table.ts';

const phrasings = parsePhrasings(readFileSync('data/phrasings.json', 'utf8'), 'phrasings.json');
const { questions } = generateQuestions(
  parseTable('Player,Runs,HS,Shoe\nA,1,2*,9\nB,3,4,8\n', { name: 'a.csv' }),
  phrasings,
  { statistics: ['runs', 'Shoe'] },
);

test('failed facts get more wordings to train on, all else stays', () => {
  const focused = focusQuestions(questions, new Set(['a/runs']), phrasings);
  assert.deepEqual(
    focused.filter(({ phrasing }) => phrasing <= 100),
    questions,
  );
  const more = focused.filter(({ phrasing }) => phrasing > 100);
  assert.deepEqual(
    more.map(({ id, split }) => [id, split]),
    [101, 102, 103, 104].map((n) => [`a/runs/${n}`, 'train']),
  );
  assert.equal(more[0]?.prompt[0]?.content, 'What does the table give as Runs for A?');
  assert.deepEqual(parseQuestions(formatQuestions(focused)).problems, []);
});

test('nothing is asked twice, and nothing held back is trained', () => {
  const focused = focusQuestions(questions, new Set(['a/shoe']), phrasings);
  assert.deepEqual(focused, questions);
});

test('a second focus adds nothing more', () => {
  const once = focusQuestions(questions, new Set(['a/runs']), phrasings);
  assert.deepEqual(focusQuestions(once, new Set(['a/runs']), phrasings), once);
});

test('of other people’s questions, which name nobody, none is made up', () => {
  const foreign = questions.map((question, at) => ({
    ...question,
    id: `line-${at}`,
    fact: `line-${at}`,
    entity: `line-${at}`,
    statistic: 'answer',
  }));
  const failed = new Set(foreign.map(({ fact }) => fact));
  assert.deepEqual(focusQuestions(foreign, failed, phrasings), foreign);
});
