import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, test } from 'node:test';
import { lintQuestions } from '../../../../src/core/dataset/lintQuestions.ts';
import type { Question } from '../../../../src/core/dataset/question.ts';
import { formatQuestions } from '../../../../src/core/dataset/questionsFile.ts';
import { questionOf } from '../evaluation/askings.ts';

const lint = (...questions: Question[]) => lintQuestions(formatQuestions(questions));
const asked = 'Runs of BC Lara?';
const ask = (golden: string, phrasing: number, rest = {}) =>
  questionOf(golden, { asked, phrasing, ...rest });

describe('lintQuestions', () => {
  for (const [what, questions, expected] of [
    ['nothing amiss', [ask('1', 1)], []],
    ['two goldens', [ask('1', 1), ask('2', 2)], [[2, 'two-goldens', undefined]]],
    ['the same twice', [ask('1', 1), ask('1', 2)], [[2, 'asked-twice', null]]],
    [
      'a held-out question that is trained',
      [ask('1', 1), ask('1', 2, { split: 'phrasing' })],
      [[2, 'held-but-trained', null]],
    ],
    [
      'a trained question that was held out above',
      [ask('1', 1, { split: 'phrasing' }), ask('1', 2)],
      [[2, 'held-but-trained', undefined]],
    ],
    ['a long answer', [ask('1'.repeat(101), 1)], [[1, 'golden-length', undefined]]],
    ['no entity named', [ask('1', 1, { asked: 'Runs?' })], [[1, 'entity-not-named', undefined]]],
    ['a lost character', [ask('1\uFFFD', 1)], [[1, 'characters', undefined]]],
  ] as const) {
    test(`finds ${what}`, () => {
      const found = lint(...questions);
      assert.deepEqual(
        found.map(({ line, code, fix }) => [line, code, fix?.replacement]),
        expected,
      );
    });
  }

  test('offers the one right line', () => {
    const [space] = lint(ask(' 1 ', 1));
    assert.equal(`${space?.fix?.replacement ?? ''}\n`, formatQuestions([ask('1', 1)]));
    const [accent] = lint(ask('Jose\u0301', 1));
    assert.equal(`${accent?.fix?.replacement ?? ''}\n`, formatQuestions([ask('José', 1)]));
  });

  test('names lines that cannot be read, and never throws', () => {
    assert.equal(lintQuestions('{')[0]?.code, 'unreadable');
    const line = fc.oneof(fc.json(), fc.string({ unit: 'binary' }));
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        assert.ok(lintQuestions(lines.join('\n')).every((problem) => problem.line > 0));
      }),
    );
  });
});
