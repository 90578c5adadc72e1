import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, test } from 'node:test';
import {
  askedTimes,
  mostTimes,
  type Question,
  splits,
} from '../../../../src/core/dataset/question.ts';
import { QuestionColumns } from '../../../../src/core/dataset/questionStore.ts';
import { formatQuestions, parseQuestions } from '../../../../src/core/dataset/questionsFile.ts';
import { spoken } from '../../../../src/core/common/sentence.ts';

const question: Question = {
  id: 'bc-lara/runs/2',
  prompt: [{ role: 'user', content: 'Runs of BC Lara?' }],
  completion: [{ role: 'assistant', content: '11953' }],
  fact: 'bc-lara/runs',
  entity: 'BC Lara',
  statistic: 'runs',
  phrasing: 2,
  split: 'train',
  source: { row: 7, column: 'Runs' },
};
const line = (changes: object) => JSON.stringify({ ...question, ...changes });

describe('questions.jsonl', () => {
  test('has one line a question, keys in one order, a newline at the end', () => {
    const shuffled = Object.fromEntries(Object.entries(question).reverse()) as unknown as Question;
    assert.equal(formatQuestions([shuffled]), `${JSON.stringify(question)}\n`);
  });

  test('is read with CRLF, a byte order mark, blank lines, without a last newline', () => {
    const text = `\uFEFF${line({})}\r\n\r\n${line({ id: 'b', extra: 1 })}`;
    assert.deepEqual(parseQuestions(text), {
      questions: [question, { ...question, id: 'b' }],
      problems: [],
    });
  });

  for (const [what, broken, message] of [
    ['a broken line', '{"id":', /^not valid JSON/],
    ['a line that is no object', '[]', /^the line must be an object/],
    ['null', 'null', /^the line must be an object/],
    ['a missing key', line({ fact: undefined }), /^"fact" is missing$/],
    ['a missing source', line({ source: undefined }), /^"source" is missing$/],
    ['an id of the wrong type', line({ id: 7 }), /^"id" must be text$/],
    [
      'an empty answer',
      line({ completion: [{ role: 'assistant', content: ' ' }] }),
      /^"content" in "completion" is empty$/,
    ],
    [
      'two answers',
      line({ completion: [...question.completion, ...question.completion] }),
      /one message of the assistant/,
    ],
    ['no answer', line({ completion: [] }), /one message of the assistant/],
    ['no question', line({ prompt: [] }), /end with a message of the user/],
    ['an unknown role', line({ prompt: [{ role: 'bot', content: 'x' }] }), /"role" in "prompt"/],
    ['an unknown kind', line({ kind: 'odd' }), /^"kind" must be "invented-name", /],
    [
      'an unknown split',
      line({ split: 'test' }),
      /^"split" must be "train", "phrasing", "fact", "unknown", "unknown-held", "asked"$/,
    ],
    ['a fraction', line({ phrasing: 1.5 }), /^"phrasing" must be a whole number/],
    ['no time', line({ times: 0 }), /^"times" must be a whole number of at least 1$/],
    ['too many times', line({ times: 101 }), /^"times" must be at most 100$/],
    ['row 0', line({ source: { row: 0, column: 'Runs' } }), /^"row" of "source" must be/],
    ['an id that was there', line({ id: 'first' }), /"first" is already on line 1$/],
  ] as const) {
    test(`names the line of ${what}`, () => {
      const { questions, problems } = parseQuestions(
        `${line({ id: 'first' })}\n${broken}\n${line({ id: 'last' })}\n`,
      );
      assert.deepEqual(
        questions.map(({ id }) => id),
        ['first', 'last'],
      );
      assert.equal(problems.length, 1);
      assert.equal(problems[0]?.line, 2);
      assert.match(spoken(problems[0].message), message);
    });
  }

  test('is read back as it was written', () => {
    const text = fc.string({ unit: 'binary' }).filter((s) => s.trim() !== '');
    const count = fc.integer({ min: 1 });
    const any = fc.record({
      id: text,
      prompt: fc.tuple(fc.record({ role: fc.constant('user' as const), content: text })),
      completion: fc.tuple(fc.record({ role: fc.constant('assistant' as const), content: text })),
      fact: text,
      entity: text,
      statistic: text,
      phrasing: count,
      split: fc.constantFrom(...splits),
      source: fc.record({ row: count, column: text }),
    });
    const often = fc
      .tuple(any, fc.integer({ min: 1, max: mostTimes }))
      .map(([one, times]) => askedTimes(one, times));
    fc.assert(
      fc.property(fc.uniqueArray(often, { selector: ({ id }) => id }), (questions) => {
        const columns = QuestionColumns.of(questions);
        assert.deepEqual([...columns], plain(questions));
        // By itself, through the map that many look-ups share, and once there is one.
        const ids = questions.map(({ id }) => id);
        const places = [...ids.keys()];
        assert.deepEqual(
          ids.map((id) => columns.placeOf(id)),
          places,
        );
        assert.deepEqual(
          ids.toReversed().map((id) => columns.indexOf(id)),
          places.toReversed(),
        );
        assert.deepEqual(
          ids.map((id) => columns.placeOf(id)),
          places,
        );
        assert.equal(columns.placeOf(ids.join('') + 'no'), -1);
        const written = formatQuestions(questions);
        assert.equal(written.split('\n').length, questions.length + 1);
        assert.deepEqual(parseQuestions(written), {
          questions: plain(questions),
          problems: [],
        });
      }),
    );
  });

  test('never makes the reader throw', () => {
    const value = fc.oneof(fc.json(), fc.string({ unit: 'binary' }), fc.constant(line({})));
    fc.assert(
      fc.property(fc.array(value), (lines) => {
        const { questions, problems } = parseQuestions(lines.join('\n'));
        assert.ok(questions.length <= 1);
        assert.ok(problems.every((problem) => problem.line >= 1));
      }),
    );
  });
});

/** Without the prototypes that fast-check leaves out. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown;
