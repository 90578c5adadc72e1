import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatQuestions, parseQuestions } from '../../../../src/core/dataset/questionsFile.ts';
import { addedLine, editedLine, phrasingLine } from '../../../../src/core/pages/editLine.ts';
import { UserError } from '../../../../src/core/common/userError.ts';
import { questionOf } from '../evaluation/askings.ts';

const question = questionOf('11953');
const line = formatQuestions([question]).trimEnd();
const texts = { question: 'How many runs?', golden: '11954' };
const only = (text: string) => {
  const { questions, problems } = parseQuestions(text);
  assert.deepEqual(problems, []);
  assert.equal(questions.length, 1);
  return questions[0];
};

test('an edited line has other texts and nothing else', () => {
  assert.deepEqual(only(editedLine(line, texts)), {
    ...question,
    prompt: [{ role: 'user', content: 'How many runs?' }],
    completion: [{ role: 'assistant', content: '11954' }],
  });
});

test('an edit leaves earlier messages and keys that are not ours', () => {
  const before = { role: 'system', content: 'Be brief.' };
  const other = { ...question, prompt: [before, ...question.prompt], note: 'mine' };
  const edited: unknown = JSON.parse(editedLine(JSON.stringify(other), texts));
  assert.deepEqual(edited, {
    ...other,
    prompt: [before, { role: 'user', content: 'How many runs?' }],
    completion: [{ role: 'assistant', content: '11954' }],
  });
});

test('a phrasing is of the same fact, with its own id and number', () => {
  const added = only(phrasingLine(line, { id: 'bc-lara/runs/5', phrasing: 5, ...texts }));
  assert.deepEqual(
    [added?.id, added?.phrasing, added?.fact, added?.entity],
    ['bc-lara/runs/5', 5, 'bc-lara/runs', 'BC Lara'],
  );
});

test('an added line is a trained question about nothing but itself', () => {
  const added = only(addedLine('added-1', texts));
  assert.deepEqual([added?.entity, added?.fact, added?.split], ['added-1', 'added-1', 'train']);
});

test('an empty text is refused', () => {
  for (const empty of [
    { question: ' ', golden: '1' },
    { question: 'Q?', golden: '' },
  ]) {
    assert.throws(() => editedLine(line, empty), UserError);
    assert.throws(() => addedLine('added-1', empty), UserError);
  }
});
