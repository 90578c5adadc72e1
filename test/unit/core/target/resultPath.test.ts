import assert from 'node:assert/strict';
import { test } from 'node:test';
import { join, normalize } from 'node:path';
import fc from 'fast-check';
import { isResultPath } from '../../../../src/core/target/resultPath.ts';

test('accepts result files', () => {
  for (const path of [
    'predictions.jsonl',
    'side_effects.jsonl',
    'trainer.log',
    'status.json',
    'adapter/adapter_model.safetensors',
    'onnx/onnx_data/model 1.onnx',
  ]) {
    assert.ok(isResultPath(path), path);
  }
});

test('rejects paths outside the results and files that we write ourselves', () => {
  for (const path of [
    '',
    '/etc/passwd',
    '../x',
    'adapter/../run.json',
    'adapter/./x',
    'adapter//x',
    'adapter/',
    'adapter',
    'adapter\\..\\x',
    'adapter/a:b',
    'adapter/CON',
    'adapter/nul.txt',
    'adapter/x.',
    'adapter/.hidden',
    'C:/x',
    'run.json',
    'target.json',
    'events.jsonl',
    'adapter/a\0b',
    `adapter/${'x'.repeat(500)}`,
  ]) {
    assert.ok(!isResultPath(path), path);
  }
});

test('property: no accepted path leaves its folder', () => {
  const part = fc.oneof(fc.constantFrom('..', '.', 'adapter', 'onnx', 'a', ''), fc.string());
  fc.assert(
    fc.property(fc.array(part, { maxLength: 5 }), (parts) => {
      const path = parts.join('/');
      if (!isResultPath(path)) return;
      assert.ok(normalize(join('/run', path)).startsWith('/run/'));
    }),
    { numRuns: 2000 },
  );
});
