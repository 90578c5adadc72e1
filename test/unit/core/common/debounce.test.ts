import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { debounce } from '../../../../src/core/common/debounce.ts';

test('of calls in quick succession only the last is made, and none after cancel', () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  try {
    const seen: number[] = [];
    const call = debounce(100, (value: number) => seen.push(value));
    call(1);
    mock.timers.tick(99);
    call(2);
    mock.timers.tick(99);
    assert.deepEqual(seen, []);
    mock.timers.tick(1);
    assert.deepEqual(seen, [2]);
    call(3);
    call.cancel();
    mock.timers.tick(1000);
    assert.deepEqual(seen, [2]);
  } finally {
    mock.timers.reset();
  }
});
