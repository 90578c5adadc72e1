import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setUpQuestion } from '../../../../src/editor/target/setUpQuestion.ts';

const place = '/store/python';

test('setting up says place, build, size and time before it downloads anything', () => {
  const torch = { build: 'default', hasCuda: true } as const;
  const lines = setUpQuestion({ platform: 'linux', place, freeBytes: 12e9, torch });
  assert.match(lines, /^Place: \/store\/python \(12\.0 GB free\)/);
  assert.match(lines, /\n\nBuild: PyTorch with CUDA 13\.0.*\n\nSize: a few gigabytes/);
  assert.match(lines, /\n\nTime: several minutes;.*\n\nRemove What Was Installed/);
});

test('an older driver has CUDA 12.6; one too old is told of', () => {
  const older = { build: 'cu126', hasCuda: true } as const;
  assert.match(setUpQuestion({ platform: 'win32', place, torch: older }), /CUDA 12\.6/);
  const tooOld = { build: 'cpu', hasCuda: false, tooOldDriver: '470.1' } as const;
  const lines = setUpQuestion({ platform: 'linux', place, torch: tooOld });
  assert.match(lines, /without CUDA, as the driver 470\.1 is too old/);
  assert.match(lines, /Size: some hundred megabytes/);
});

test('without CUDA it is less; free space is told where it is known', () => {
  const torch = { build: 'default', hasCuda: false } as const;
  const lines = setUpQuestion({ platform: 'darwin', place, torch });
  assert.match(lines, /^Place: \/store\/python\. /);
  assert.match(lines, /Apple’s GPU.*\n\nSize: some hundred megabytes/);
  assert.doesNotMatch(lines, /CUDA|free\)/);
});

test('a host chooses by its driver', () => {
  assert.match(setUpQuestion({ platform: 'linux', place }), /PyTorch as its driver needs it/);
});
