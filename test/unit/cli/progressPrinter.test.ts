import assert from 'node:assert/strict';
import { test } from 'node:test';
import { initialRunState, type RunState } from '../../../src/core/run/runState.ts';
import { createProgressPrinter } from '../../../src/cli/progressPrinter.ts';

const at = (step: number, more: Partial<RunState> = {}): RunState => ({
  ...initialRunState,
  status: 'running',
  phase: 'training',
  epochs: 9,
  step,
  ...more,
});

test('on a terminal redraws one line, no wider than the terminal', () => {
  let written = '';
  const stream = { isTTY: true, columns: 20, write: (text: string) => (written += text) };
  const printer = createProgressPrinter(stream);
  printer.show(at(1));
  printer.show(at(2));
  printer.show(at(2, { warnings: ['hot'] }));
  printer.end();
  const erase = '\r\u001b[2K';
  const [first, second] = ['epoch 0.0/9 · step 1', 'epoch 0.0/9 · step 2'].map((line) =>
    line.slice(0, 19),
  );
  assert.equal(first, second);
  assert.equal(written, `${erase}${first}${erase}Warning: hot\n${erase}${first}\n`);
});

test('elsewhere prints a line per phase and every five seconds', () => {
  let written = '';
  let now = 0;
  const stream = { write: (text: string) => (written += text) };
  const printer = createProgressPrinter(stream, () => now);
  for (let step = 1; step <= 11; step++, now += 1000) printer.show(at(step));
  printer.show(at(12, { phase: 'saving' }));
  printer.end();
  const steps = [...written.matchAll(/step (\d+)/g)].map(([, step]) => Number(step));
  assert.deepEqual(steps, [1, 6, 11, 12]);
});
