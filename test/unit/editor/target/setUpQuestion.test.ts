import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setUpQuestion } from '../../../../src/editor/target/setUpQuestion.ts';

test('setting up says place, build, size and time before it downloads anything', () => {
  const lines = setUpQuestion({ platform: 'linux', place: '/store/python', freeBytes: 12e9 });
  assert.match(lines, /^Place: \/store\/python \(12\.0 GB free\)/);
  assert.match(lines, /\n\nBuild: PyTorch with CUDA.*\n\nSize: a few gigabytes/);
  assert.match(lines, /\n\nTime: several minutes;/);
});

test('without CUDA it is less; free space is told where it is known', () => {
  const lines = setUpQuestion({ platform: 'darwin', place: '/store/python' });
  assert.match(lines, /^Place: \/store\/python\. /);
  assert.match(lines, /Size: some hundred megabytes/);
  assert.doesNotMatch(lines, /CUDA|free\)/);
});
