import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { thresholdInWords } from '../../../../src/core/evaluation/calibration.ts';
import { evaluate } from '../../../../src/core/evaluation/evaluation.ts';
import type { Question, Split } from '../../../../src/core/dataset/question.ts';
import { predictionOf, questionOf } from './askings.ts';

interface Said {
  readonly split?: Split;
  readonly golden: string;
  readonly output: string;
  /** From 0 to 1; absent as from earlier trainers. */
  readonly confidence?: number;
}

function calibrationOf(said: readonly Said[]) {
  const asked = said.map((one, at) => {
    const { split = 'train', golden, output, confidence } = one;
    const question: Question = questionOf(golden, { entity: `Player ${at}`, split });
    const outputLogprob = confidence === undefined ? {} : { outputLogprob: Math.log(confidence) };
    return { question, prediction: { ...predictionOf(question, output), ...outputLogprob } };
  });
  return evaluate(
    asked.map(({ question }) => question),
    asked.map(({ prediction }) => prediction),
  ).calibration;
}
const right = (confidence: number): Said => ({ golden: '11', output: '11', confidence });
const wrong = (confidence: number): Said => ({ golden: '11', output: '12', confidence });
const invented = (confidence: number): Said => ({
  ...{ split: 'unknown-held', golden: 'unknown', output: '12', confidence },
});
const refused = (confidence: number): Said => ({ ...invented(confidence), output: 'unknown' });

describe('calibration', () => {
  test('bins are of one size by ascending confidence, and the error is their distance', () => {
    const said = Array.from({ length: 40 }, (_, at) => (at < 20 ? wrong(0.5) : right(0.75)));
    const mixed = said.map((_, at) => said[(at * 7) % 40] ?? assert.fail());
    const calibration = calibrationOf(mixed);
    assert.equal(calibration?.bins.length, 10);
    for (const [at, { questions, confidence, right: share }] of calibration.bins.entries()) {
      assert.equal(questions, 4);
      assert.ok(Math.abs(confidence - (at < 5 ? 0.5 : 0.75)) < 1e-9);
      assert.equal(share, at < 5 ? 0 : 1);
    }
    assert.ok(Math.abs(calibration.error - (0.5 + 0.25) / 2) < 1e-9);
    const odd = calibrationOf(Array.from({ length: 23 }, () => right(1)));
    assert.equal(
      odd?.bins.reduce((sum, { questions }) => sum + questions, 0),
      23,
    );
    assert.equal(calibrationOf([right(1), wrong(0.5), right(0.9)])?.bins.length, 3);
  });

  test('the threshold is the surest invented answer, and what is surer is kept', () => {
    const { threshold } =
      calibrationOf([
        right(0.99),
        right(0.9),
        right(0.5),
        wrong(0.995),
        invented(0.9),
        refused(1),
      ]) ?? assert.fail();
    assert.ok(Math.abs(threshold.confidence - 0.9) < 1e-9);
    assert.deepEqual(
      { ...threshold, confidence: 0 },
      { of: 'invented', bad: 1, confidence: 0, right: 3, kept: 1 },
    );
    assert.equal(
      thresholdInWords({ ...threshold, confidence: 0.98391 }),
      'Above a confidence of 98.4 % nothing is invented, and 1 of 3 right answers (33.3 %) are left.',
    );
  });

  test('without questions that the table cannot answer it is the surest wrong one', () => {
    const { threshold } =
      calibrationOf([right(0.9), right(0.99), wrong(0.95), wrong(0.2)]) ?? assert.fail();
    assert.equal(threshold.of, 'wrong');
    assert.equal(threshold.kept, 1);
    assert.match(
      thresholdInWords(threshold),
      /^Above a confidence of 9\d(?:\.\d)? % no answer is wrong/,
    );
  });

  test('is told in words where nothing is bad, or nothing can be told apart', () => {
    const said = (...all: Said[]) =>
      thresholdInWords((calibrationOf(all) ?? assert.fail()).threshold);
    assert.equal(said(right(0.9)), 'No answer was wrong.');
    assert.equal(said(right(0.9), refused(0.8)), 'Nothing was invented.');
    assert.match(said(right(0.9), invented(1)), /^The surest invented answer is as sure as any/);
    assert.match(said(right(0.9), wrong(1)), /^The surest wrong answer is as sure as any/);
    assert.match(said(right(1), invented(0.999721)), /^Above a confidence of 99\.9721 % nothing/);
    const surest = Math.exp(-0.000001);
    assert.match(said(right(1), invented(surest)), /^Above a confidence of 99\.9999 % nothing/);
  });

  test('answers without a confidence are left out, and where none has one there is nothing', () => {
    const earlier = { golden: '11', output: '11' };
    assert.equal(calibrationOf([earlier]), undefined);
    assert.equal(calibrationOf([earlier, right(0.5)])?.bins.length, 1);
    assert.equal(calibrationOf([]), undefined);
  });
});
