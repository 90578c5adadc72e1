import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { runContexts, type RunContexts } from '../../../../src/editor/run/runContexts.ts';
import { runOf } from './runOf.ts';

const named = (contexts: RunContexts): string[] =>
  Object.entries(contexts)
    .filter(([, is]) => is)
    .map(([name]) => name);

describe('context keys say what can be done with the runs', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'cricket-lora-'));
    mkdirSync(join(folder, 'adapter'));
    writeFileSync(join(folder, 'adapter', 'adapter_config.json'), '{}');
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  test('no run: nothing', () => {
    assert.deepEqual(named(runContexts([])), []);
  });
  test('an active run can be cancelled, and holds this machine or a host', () => {
    assert.deepEqual(named(runContexts([runOf()])), ['hasRun', 'isRunActive', 'isRunActiveHere']);
    const there = runOf({ target: 'box' });
    assert.deepEqual(named(runContexts([there])), ['hasRun', 'isRunActive', 'isRunActiveOnHost']);
  });
  test('a failed training can be resumed, a preflight and a finished run cannot', () => {
    const failed = runOf({}, { status: 'failed' });
    assert.deepEqual(named(runContexts([failed])), ['hasRun', 'hasResumableRun']);
    const measured = runOf({ operation: 'preflight' }, { status: 'finished' });
    assert.deepEqual(named(runContexts([measured])), ['hasRun']);
  });
  test('finished runs can be shown, two compared, and those with an adapter asked', () => {
    const finished = runOf({}, { status: 'finished' }, { folder });
    assert.deepEqual(named(runContexts([finished])), [
      'hasRun',
      'hasEvaluation',
      'hasAdapter',
      'hasTrained',
    ]);
    const base = runOf({ operation: 'predict' }, { status: 'finished' });
    assert.ok(runContexts([finished, base]).hasTwoEvaluations);
    assert.ok(!runContexts([base]).hasAdapter);
    assert.ok(!runContexts([base]).hasTrained);
  });
  test('a run that came with the folder can be adopted', () => {
    assert.ok(runContexts([runOf({}, {}, { isOwn: false })]).hasForeignRun);
  });
});
