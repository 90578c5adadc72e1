import { isSentence, spoken } from '../../../../src/core/common/sentence.ts';
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readForeignQuestion } from '../../../../src/core/dataset/importedQuestion.ts';
import { lintQuestions } from '../../../../src/core/dataset/lintQuestions.ts';
import { formatQuestions } from '../../../../src/core/dataset/questionsFile.ts';
import { questionOf } from '../evaluation/askings.ts';

const lint = (golden: string, rest = {}) =>
  lintQuestions(
    formatQuestions([questionOf(golden, { asked: 'Runs of BC Lara?', phrasing: 1, ...rest })]),
  );

describe('what a question may hold', () => {
  for (const blank of [' ', '\n', '\t', '\u00a0', '\u3000', '\ufeff', '\u2028']) {
    test(`refuses U+${(blank.codePointAt(0) ?? 0).toString(16)} around a golden, and can trim it`, () => {
      for (const golden of [`${blank}1`, `1${blank}`]) {
        const [problem] = lint(golden);
        assert.deepEqual([problem?.code, problem?.severity], ['golden-space', 'error']);
        assert.match(problem?.fix?.replacement ?? '', /"content":"1"/);
      }
      const imported = readForeignQuestion({ prompt: 'x?', completion: `${blank}1${blank}` }, 1);
      assert.equal(isSentence(imported) ? '' : imported.completion[0].content, '1');
    });
  }

  for (const half of ['\ud800', 'a\udc00b', '\udfff\ud800']) {
    test(`refuses half characters: ${JSON.stringify(half)}`, () => {
      const inGolden = lint(half);
      const inQuestion = lint('1', { asked: `Runs of BC Lara ${half}?` });
      for (const problems of [inGolden, inQuestion]) {
        assert.deepEqual(
          problems.map(({ code, severity }) => [code, severity]),
          [['characters', 'error']],
        );
      }
      for (const row of [
        { prompt: 'x?', completion: half },
        { prompt: half, completion: '1' },
      ]) {
        const read = readForeignQuestion(row, 1);
        assert.match(isSentence(read) ? spoken(read) : '', /half/);
      }
    });
  }

  test('takes whole characters of two halves', () => {
    assert.deepEqual(lint('🏏'), []);
  });
});
