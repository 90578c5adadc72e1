import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatMoment, formatMomentBriefly } from '../../../../src/core/common/formatMoment.ts';

const moment = new Date(2026, 10, 28, 12, 53);

test('the short form drops the year of this year, and the time of other years', () => {
  const near = formatMomentBriefly(moment, new Date(2026, 0, 1));
  assert.match(near, /28/);
  assert.match(near, /53/);
  assert.doesNotMatch(near, /2026/);
  const far = formatMomentBriefly(moment, new Date(2027, 0, 1));
  assert.match(far, /28.*2026|2026.*28/);
  assert.doesNotMatch(far, /53/);
});

test('the long form has date and time', () => {
  assert.match(formatMoment(moment), /2026/);
  assert.match(formatMoment(moment), /53/);
});
