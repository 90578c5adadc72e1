import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answerRequest, type RequestHandlers } from '../../../../src/core/pages/answerRequest.ts';
import { UserError } from '../../../../src/core/common/userError.ts';

const answers: RequestHandlers = {
  open: () => ({ kind: 'nothing', message: 'none', runFolder: '/runs/a' }),
  rows: () => {
    throw new UserError('Not a regular expression.');
  },
  details: () => null,
  history: () => [],
  openQuestion: () => Promise.reject(new TypeError('bug')),
  compare: () => null,
  compareRecipes: () => null,
  exportRows: () => '',
};

test('every request settles: with an answer, a message, or a bug that is logged', async () => {
  const bugs: unknown[] = [];
  const ask = (name: string) =>
    answerRequest({ number: 7, name, parameters: {} }, answers, (bug) => bugs.push(bug));
  assert.deepEqual(await ask('open'), {
    type: 'answer',
    number: 7,
    value: { kind: 'nothing', message: 'none', runFolder: '/runs/a' },
  });
  assert.deepEqual(await ask('rows'), {
    type: 'refusal',
    number: 7,
    message: 'Not a regular expression.',
  });
  assert.equal((await ask('openQuestion'))?.type, 'refusal');
  assert.equal(bugs.length, 1);
});

test('a message that is not a request is not answered', async () => {
  const bug = (error: unknown) => {
    throw error;
  };
  for (const message of [null, 'open', {}, { number: 1 }, { number: 1, name: 'toString' }])
    assert.equal(await answerRequest(message, answers, bug), undefined);
});
