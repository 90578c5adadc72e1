import { isSentence, spoken } from '../../../../src/core/common/sentence.ts';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, test } from 'node:test';
import { readForeignQuestion } from '../../../../src/core/dataset/importedQuestion.ts';
import type { Question } from '../../../../src/core/dataset/question.ts';
import { formatQuestions, parseQuestions } from '../../../../src/core/dataset/questionsFile.ts';

const user = (content: string) => ({ role: 'user', content });
const assistant = (content: string) => ({ role: 'assistant', content });
const read = (value: unknown): Question => {
  const question = readForeignQuestion(value, 7);
  if (isSentence(question)) assert.fail(spoken(question));
  return question;
};

describe('readForeignQuestion', () => {
  for (const [what, value, prompt] of [
    ['texts', { prompt: 'Q?', completion: ' 42' }, [user('Q?')]],
    ['a number', { prompt: 'Q?', completion: 42 }, [user('Q?')]],
    ['messages', { messages: [user('Q?'), assistant('42')] }, [user('Q?')]],
    [
      'several turns',
      {
        messages: [
          { role: 'system', content: 'S' },
          user('A'),
          assistant('B'),
          user('C'),
          assistant('42'),
        ],
      },
      [{ role: 'system', content: 'S' }, user('A'), assistant('B'), user('C')],
    ],
    ['lists', { prompt: [user('Q?')], completion: [assistant('42')] }, [user('Q?')]],
    ['question and answer', { question: 'Q?', answer: '42' }, [user('Q?')]],
    ['instruction', { instruction: 'I', input: 'X', output: '42' }, [user('I\n\nX')]],
  ] as const) {
    test(`reads ${what}`, () => {
      const question = read(value);
      assert.deepEqual(question.prompt, prompt);
      assert.deepEqual(question.completion, [assistant('42')]);
      assert.deepEqual([question.id, question.split], ['line-7', 'train']);
      assert.deepEqual(parseQuestions(formatQuestions([question])).questions, [question]);
    });
  }

  test('keeps what it knows', () => {
    const row = {
      id: 3,
      prompt: 'Q?',
      completion: 'A',
      split: 'validation',
      entity: 'E',
      statistic: 's',
    };
    const { id, split, entity, statistic } = read(row);
    assert.deepEqual([id, split, entity, statistic], ['3', 'fact', 'E', 's']);
  });

  test('says why a line is none', () => {
    for (const [value, why] of [
      [[], /must be an object/],
      [{}, /expected "messages"/],
      [{ prompt: 'Q' }, /no answer/],
      [{ prompt: 'Q', completion: ' ' }, /answer is empty/],
      [{ prompt: '', completion: 'A' }, /a message is empty/],
      [{ messages: [user('Q')] }, /must end with an answer/],
      [{ messages: [assistant('A')] }, /question of the user/],
      [{ messages: [{ role: 'tool', content: '' }] }, /each message needs/],
    ] as const) {
      const reason = readForeignQuestion(value, 1);
      assert.match(isSentence(reason) ? spoken(reason) : '', why);
    }
  });

  test('whatever it reads can be written and read back', () => {
    fc.assert(
      fc.property(
        fc.object({ key: fc.constantFrom('id', 'prompt', 'completion', 'messages', 'split') }),
        (value) => {
          const question = readForeignQuestion(value, 1);
          if (isSentence(question)) return;
          assert.deepEqual(parseQuestions(formatQuestions([question])).problems, []);
        },
      ),
    );
  });
});

test('reads the conversations of ShareGPT', () => {
  const question = readForeignQuestion(
    {
      conversations: [
        { from: 'human', value: 'Runs of A?' },
        { from: 'gpt', value: '7' },
      ],
    },
    1,
  );
  assert.ok(!isSentence(question));
  assert.equal(question.prompt[0]?.content, 'Runs of A?');
  assert.equal(question.completion[0].content, '7');
});
