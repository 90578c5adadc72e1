import assert from 'node:assert/strict';
import { test } from 'node:test';
import { linesById } from '../../../../src/core/dataset/questionIds.ts';

test('a question is found on its line, whatever stands between', () => {
  const text = '{"id":"a"}\r\n\nnot JSON\n{"id":"b"}\n[]\n{"id":7}\n{"id":"a"}';
  assert.deepEqual(
    [...linesById(text)],
    [
      ['a', 0],
      ['b', 3],
    ],
  );
});
