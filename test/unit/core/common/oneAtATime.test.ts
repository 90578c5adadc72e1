import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { oneAtATime } from '../../../../src/core/common/oneAtATime.ts';

test('calls while work goes on share one more, which begins after it', async () => {
  const ends: (() => void)[] = [];
  const call = oneAtATime(
    () =>
      new Promise((resolve) => {
        ends.push(resolve);
      }),
  );
  const first = call();
  await turn();
  const others = [call(), call()];
  await turn();
  assert.equal(ends.length, 1);
  ends[0]?.();
  await first;
  await turn();
  assert.equal(ends.length, 2);
  ends[1]?.();
  await Promise.all(others);
  assert.equal(ends.length, 2);
});

test('work that fails rejects its callers alone', async () => {
  let calls = 0;
  const call = oneAtATime(() => {
    calls++;
    return calls === 1 ? Promise.reject(new Error('gone')) : Promise.resolve();
  });
  const first = assert.rejects(call(), /gone/);
  await turn();
  const second = call();
  await first;
  await second;
  assert.equal(calls, 2);
});
