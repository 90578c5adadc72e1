import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PendingRequests } from '../../../../src/core/common/pendingRequests.ts';

test('each request is settled once by its number, in any order', async () => {
  const open = new PendingRequests();
  const sent: number[] = [];
  const done: number[] = [];
  const ask = () =>
    open.ask<string>(
      (number) => sent.push(number),
      (share) => done.push(share),
    );
  const [first, second, third] = [ask(), ask(), ask()];
  assert.deepEqual([sent, open.size], [[0, 1, 2], 3]);
  open.progress(1, 0.5);
  open.answer(1, 'b');
  open.answer(1, 'too late');
  open.refuse(0, new Error('no'));
  open.progress(1, 1);
  assert.equal(await second, 'b');
  await assert.rejects(first, /^Error: no$/);
  open.refuseAll(new Error('gone'));
  await assert.rejects(third, /gone/);
  assert.deepEqual([done, open.size], [[0.5], 0]);
});

test('a request that cannot be sent is rejected and not kept', async () => {
  const open = new PendingRequests();
  const refused = open.ask(() => {
    throw new Error('cannot be copied');
  });
  await assert.rejects(refused, /cannot be copied/);
  assert.equal(open.size, 0);
});
