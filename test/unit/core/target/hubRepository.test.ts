import assert from 'node:assert/strict';
import { test } from 'node:test';
import { problemOfRepository } from '../../../../src/core/target/hubRepository.ts';

test('a repository of the Hub is OWNER/NAME', () => {
  for (const name of ['me/model', 'a-b/Qwen2.5_x', 'A1/b'])
    assert.equal(problemOfRepository(name), undefined, name);
  for (const name of [
    ...['', 'model', 'me/', '/model', 'me/a/b', '../x', 'me/..', 'me/a b', '-me/x', 'me/x-'],
    ...['me/a--b', 'me/a..b', 'me/x.git', 'me/$(x)', 'https://me/x', `me/${'x'.repeat(97)}`],
  ])
    assert.ok(problemOfRepository(name), name);
});
