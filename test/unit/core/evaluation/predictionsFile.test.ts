import { inEnglish } from '../../inEnglish.ts';
import fc from 'fast-check';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePredictions } from '../../../../src/core/evaluation/predictionsFile.ts';
import { UserError } from '../../../../src/core/common/userError.ts';

const head =
  '{"v":1,"base":"data/base","adapter":"adapter","dtype":"fp32","batchSize":64,"questionsSha256":"ab"}';
const line = '{"id":"bc-lara/runs/1","output":" 11953","stopped":true,"logprob":-0.01}';

test('reads a head line, then one prediction per line', () => {
  const { head: made, predictions, problems } = parsePredictions(`${head}\n${line}\n`, 'p.jsonl');
  assert.equal(made.batchSize, 64);
  assert.equal(made.adapter, 'adapter');
  assert.deepEqual(predictions, [
    { id: 'bc-lara/runs/1', output: ' 11953', stopped: true, logprob: -0.01 },
  ]);
  assert.deepEqual(problems, []);
});

test('the base alone has no adapter; a probability of 0 is read from null', () => {
  const text = '{"v":1,"base":"b","dtype":"fp32","batchSize":1,"questionsSha256":""}\n';
  const parsed = parsePredictions(`${text}${line.replace('-0.01', 'null')}`, 'p.jsonl');
  assert.ok(!('adapter' in parsed.head));
  assert.equal(parsed.predictions[0]?.logprob, -Infinity);
});

test('how likely the output was is kept only where it can be a probability', () => {
  const of = (value: string) =>
    parsePredictions(`${head}\n${line.replace('}', `,"outputLogprob":${value}}`)}`, 'p.jsonl')
      .predictions[0];
  assert.equal(of('-0.25')?.outputLogprob, -0.25);
  assert.equal(of('0.000001')?.outputLogprob, 0.000001);
  for (const value of ['null', '1', '"0"', '[]', '1e999']) {
    assert.deepEqual(of(value), parsePredictions(`${head}\n${line}`, 'p.jsonl').predictions[0]);
  }
});

test('malformed lines are reported and skipped', () => {
  const text = [head, '{"id":', line, '[]', line.replace('true', '1'), '{"id":"a"}', ''].join('\n');
  const { predictions, problems } = parsePredictions(text, 'p.jsonl');
  assert.equal(predictions.length, 1);
  assert.deepEqual(inEnglish(problems), [
    { line: 2, message: 'not a JSON object' },
    { line: 4, message: 'not a JSON object' },
    { line: 5, message: '"stopped" is neither true nor false' },
    { line: 6, message: '"output" is not a text' },
  ]);
});

test('a missing head, or one of a newer version, is rejected', () => {
  for (const text of ['', '\n', line, '{}', 'null'])
    assert.throws(
      () => parsePredictions(text, 'p.jsonl'),
      (error) => error instanceof UserError && error.message.startsWith('p.jsonl, line 1'),
    );
  assert.throws(
    () => parsePredictions(head.replace('"v":1', '"v":2'), 'p.jsonl'),
    (error) => error instanceof UserError && error.message.includes('version 2'),
  );
});

test('property: outputs survive a round trip, whatever they contain', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' })), (outputs) => {
      const lines = outputs.map((output, at) =>
        JSON.stringify({ id: `q${at}`, output, stopped: false, logprob: -1 }),
      );
      const { predictions } = parsePredictions([head, ...lines].join('\n'), 'p.jsonl');
      assert.deepEqual(
        predictions.map((prediction) => prediction.output),
        outputs,
      );
    }),
  );
});
