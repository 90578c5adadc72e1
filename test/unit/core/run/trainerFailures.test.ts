import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { describeFailure, failureCodes } from '../../../../src/core/run/trainerFailures.ts';

test('every code is a sentence even when its parameters are missing', () => {
  for (const code of failureCodes) {
    const { message } = describeFailure(code, {});
    assert.match(message, /^[A-Zc].*\.$/s, code);
    assert.doesNotMatch(message, /undefined|NaN/, code);
  }
});

test('names the setting to change and offers the remedy', () => {
  const memory = describeFailure('out-of-memory', { phase: 'training', batchSize: 32 });
  assert.match(memory.message, /cricketLora\.recipe\.batchSize/);
  assert.match(
    describeFailure('out-of-memory', { phase: 'predicting', batchSize: 64 }).message,
    /predictionBatchSize/,
  );
  assert.equal(describeFailure('no-network', { base: 'a/b' }).remedy, 'use embedded base');
  assert.match(describeFailure('died', { lastWords: 'Killed' }).message, /last words:\nKilled$/);
  assert.match(
    describeFailure('disk-full', { path: '/a', needed: 2.5e9, free: 1000 }).message,
    /2\.5 GB.*1\.0 kB/,
  );
});

test('is honest about a code it does not know', () => {
  const { message, remedy } = describeFailure('toString', { module: 'x' });
  assert.equal(message, "The trainer failed with 'toString' (module x). The log has the details.");
  assert.equal(remedy, 'show log');
});

test('has a sentence for every code of the trainer', () => {
  const folder = join('trainer', 'cricket_lora');
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.py'))
    .map((file) => readFileSync(join(folder, file), 'utf8'));
  const codes = sources.flatMap((source) =>
    [...source.matchAll(/(?:Failure\(\s*|: )"((?:hub|base|template)-[a-z-]+)"/g)].map(
      ([, code = '']) => code,
    ),
  );
  assert.ok(codes.includes('hub-busy') && codes.includes('base-replaced'));
  const unknown = codes.filter((code) => !failureCodes.includes(code));
  assert.deepEqual(unknown, []);
});

test('names what to do about a base', () => {
  const say = (code: string, parameters: Record<string, string | number>) =>
    describeFailure(code, { base: 'a/b', ...parameters }).message;
  assert.match(say('base-quantized', { method: 'awq', instead: 'a/c' }), /awq.*such as a\/c;/);
  assert.doesNotMatch(say('base-quantized', { method: 'awq', instead: '' }), /such as/);
  const hashes = { recorded: '/r/run.json', wanted: 'a'.repeat(64), found: 'b'.repeat(64) };
  assert.match(say('base-replaced', hashes), /The files of the base 'a\/b' .*\/r\/run\.json/);
  assert.match(
    say('base-replaced', { ...hashes, base: 'embedded' }),
    /another embedded base \(SHA-256 a{12}…\) than .* \(b{12}…\)/,
  );
  const keys = { missing: 'x.weight', unexpected: '_orig_mod.x.weight', misshapen: '' };
  assert.match(say('base-weights-differ', keys), /missing: x\.weight; not known.*_orig_mod\.x/);
  assert.doesNotMatch(say('base-weights-differ', keys), /shape/);
  assert.match(
    say('base-file-damaged', { file: '/m/x', reason: 'it is missing' }),
    /\/m\/x .*again/,
  );
  for (const [code, told] of [
    ['hub-gated', /accept its conditions at https:\/\/huggingface\.co\/a\/b/],
    ['hub-token-invalid', /HF_TOKEN/],
    ['hub-busy', /429/],
    ['hub-error', /status/],
    ['hub-offline', /HF_HUB_OFFLINE/],
  ] as const) {
    assert.match(say(code, { status: 500 }), told, code);
  }
});
