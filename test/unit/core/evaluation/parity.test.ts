import { spoken } from '../../../../src/core/common/sentence.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  describeParity,
  leftOutIn,
  parityIn,
  writtenIn,
} from '../../../../src/core/evaluation/parity.ts';

const found = { v: 1 as const, model: 'merged', questions: 288, changed: 0, seconds: 2.44 };

test('says of each form who asked it, and whether it answers alike', () => {
  assert.equal(
    describeParity({ ...found, model: 'model-f16.gguf' }),
    'model-f16.gguf, asked by llama.cpp, gives all 288 answers that the adapter gives (2.4 s).',
  );
  assert.match(
    describeParity({ ...found, model: 'gguf-q8_0', changed: 3 }),
    /^The GGUF file of q8_0, its weights read by transformers, CHANGES 3 of 288 answers\.$/,
  );
  assert.match(describeParity({ ...found, model: 'model.onnx' }), /^model\.onnx gives all/);
});

test('reads what the exporter says, and nothing into what libraries print', () => {
  assert.deepEqual(parityIn(JSON.stringify(found)), found);
  assert.equal(writtenIn('{"file": "model-f16.gguf", "bytes": 2266656}'), 'model-f16.gguf: 2.3 MB');
  assert.equal(
    spoken(leftOutIn('{"left": "Modelfile", "reason": "its template is odd"}') ?? ''),
    'There is no Modelfile: its template is odd.',
  );
  for (const line of [
    '',
    'Loading weights',
    '{"asking": "merged"}',
    '{"file": 1}',
    '{"left": 1}',
    '{"left": "Modelfile", "reas',
    '{"file": "model-f16.gguf", "byt',
    '{"file": "model-f16.gguf"}',
    '{"v": 1, "model": "mer',
    JSON.stringify({ ...found, v: 2 }),
    JSON.stringify({ ...found, changed: undefined }),
    JSON.stringify({ ...found, seconds: '2' }),
  ]) {
    for (const read of [parityIn, writtenIn, leftOutIn]) assert.equal(read(line), undefined, line);
  }
});
