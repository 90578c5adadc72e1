import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { spoken } from '../../../../src/core/common/sentence.ts';
import { initialRunState, reduceRun } from '../../../../src/core/run/runState.ts';
import { warningText } from '../../../../src/core/run/trainerWarnings.ts';
import { l10n, useLanguage } from '../../vscode.ts';

const trainer = join('trainer', 'cricket_lora');

/** Each `RunWarning("code", "words" "and more", …)` of the trainer. */
const saidByTrainer = readdirSync(trainer, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.py'))
  .flatMap((name) => {
    const source = readFileSync(join(trainer, name), 'utf8');
    const calls = source.matchAll(/RunWarning\(\s*"([a-z-]+)",\s*((?:"[^"]*"\s*)+)/g);
    return Array.from(calls, ([, code = '', literals = '']) => ({
      code,
      words: Array.from(literals.matchAll(/"([^"]*)"/g), ([, part]) => part).join(''),
    }));
  });

/** Each parameter as the trainer's own words name it. */
const placeholdersOf = (words: string): Record<string, string> =>
  Object.fromEntries(
    Array.from(words.matchAll(/\{(\w+)\}/g), ([whole, name]) => [name ?? '', whole]),
  );

test('every warning of the trainer is said here in its own words, and in Hindi', () => {
  assert.ok(saidByTrainer.length > 10);
  for (const { code, words } of saidByTrainer) {
    const text = warningText({ code, parameters: placeholdersOf(words), message: '' });
    assert.equal(spoken(text), words, code);
    useLanguage('hi');
    try {
      assert.match(spoken(text, l10n.t), /\p{Script=Devanagari}/u, code);
    } finally {
      useLanguage('en');
    }
  }
});

test('a warning of a code that is not known is the trainer’s English', () => {
  for (const code of ['toString', 'of-a-later-version'])
    assert.equal(warningText({ code, parameters: {}, message: 'as it says' }), 'as it says');
  assert.equal(warningText({ message: 'of an earlier version' }), 'of an earlier version');
});

test('a run keeps its warnings as sentences', () => {
  const { warnings } = reduceRun(initialRunState, {
    ...{ v: 1, seq: 0, time: '2026-11-23T03:00:00.000Z' },
    type: 'log',
    level: 'warning',
    message: 'nf4 needs CUDA',
    code: 'not-quantized',
    parameters: { quantization: 'nf4', dtype: 'fp32' },
  });
  assert.deepEqual(
    warnings.map((one) => spoken(one)),
    ['nf4 needs CUDA; the base stays in fp32'],
  );
});
