import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { presets } from '../../../../src/core/recipe/recipe.ts';
import type { RunRequest } from '../../../../src/core/run/runRequest.ts';
import { initialRunState, type RunState } from '../../../../src/core/run/runState.ts';
import {
  runKind,
  runLabel,
  runLabelInFull,
  runName,
  runProgress,
  runShort,
} from '../../../../src/editor/run/runTexts.ts';
import { eachSplit } from '../../../../src/core/dataset/question.ts';

const request = JSON.parse(readFileSync('test/fixtures/run.json', 'utf8')) as RunRequest;
const state = (parts: Partial<RunState>): RunState => ({
  ...initialRunState,
  status: 'running',
  epochs: 60,
  ...parts,
});
const recall = { step: 1, epoch: 12, recalled: 2350, questions: 2700 };

describe('a run is labelled by its preset and table', () => {
  test('with paths of every system', () => {
    assert.equal(runKind(request), 'recall · test_batting');
    const source = 'C:\\tables\\odi.dataset\\questions.jsonl';
    assert.equal(
      runKind({ ...request, questions: { ...request.questions, source } }),
      'recall · odi',
    );
  });
  test('and without a known dataset', () => {
    const questions = { ...request.questions, source: '/tmp/questions.jsonl' };
    assert.equal(
      runKind({ ...request, operation: 'predict', questions }),
      'asked again · questions',
    );
  });
});

test('asked again: of the adapter, of some questions, of the base alone or with look-up', () => {
  const predict = { ...request, operation: 'predict' } as const;
  const some = { ...predict.questions, sourceSha256: '0'.repeat(64) };
  assert.equal(runKind(predict), 'asked again · test_batting');
  assert.equal(runKind({ ...predict, questions: some }), 'asked some again · test_batting');
  const parent = { run: 'r', asks: 'base' } as const;
  assert.equal(runKind({ ...predict, parent }), 'base alone · test_batting');
  const lookUp = { run: 'r', asks: 'look-up' } as const;
  assert.equal(
    runKind({ ...predict, questions: some, parent: lookUp }),
    'base with look-up · test_batting',
  );
});

test('a run of an experiment is told from the others by what differs from their preset', () => {
  const recipe = presets.recall;
  const of = { ...request, recipe, experiment: { name: 'capacity', point: 'p' } };
  assert.equal(runShort({ request: of }), 'recall');
  const changed = { ...of, recipe: { ...recipe, rank: 4, epochs: 6 } };
  assert.equal(runShort({ request: changed }), 'rank 4, epochs 6');
  assert.equal(runKind(changed), 'rank 4, epochs 6 · capacity');
  assert.equal(runShort({ request: changed, name: 'the best' }), 'the best');
  assert.equal(runShort({ request: { ...request, recipe: changed.recipe } }), 'recall');
});

test('a run goes by the name it was given, else by its kind or id', () => {
  const run = { request };
  assert.equal(runLabel(run), 'recall · test_batting');
  assert.equal(runName(run), request.id);
  const named = { request, name: 'rank 8, again' };
  assert.equal(runLabel(named), 'rank 8, again');
  assert.equal(runName(named), 'rank 8, again');
  assert.equal(runLabelInFull(named), `rank 8, again, ${request.id}`);
});

test('a name that came with a folder makes no icon, link or escape sequence', () => {
  const name = '$(flame) [x](command:y) \u001b[2J\u202e';
  assert.equal(runName({ request, name }), '$ (flame) [x] (command:y) ');
});

test('a run that has answered shows its score, whatever it recalled live', () => {
  const finished = state({ status: 'finished', recall: { ...recall, recalled: 2700 } });
  const tally = (questions: number, exact: number) => ({ questions, exact, format: exact });
  const totals = {
    ...eachSplit(() => tally(0, 0)),
    train: tally(2700, 2700),
    phrasing: tally(900, 866),
  };
  assert.equal(runProgress({ state: finished, totals }), 'trained 100 % · unseen 96.2 % · 34 ❌');
  const all = { ...totals, phrasing: tally(900, 900) };
  assert.equal(
    runProgress({ state: finished, totals: all }),
    'trained 100 % · unseen 100 % · all ✅',
  );
});

describe('progress', () => {
  const cases: [string, RunState, string][] = [
    ['nothing heard yet', initialRunState, 'starting'],
    ['before the first phase', state({}), 'loading the base'],
    [
      'training',
      state({ phase: 'training', epoch: 12.7, recall, secondsLeft: 65 }),
      'epoch 12/60 · 87.0 % recalled live · 1 min 05 s left',
    ],
    [
      'asking',
      state({
        phase: 'predicting',
        recall,
        predicted: { done: 64, questions: 3600 },
        secondsLeft: 20,
      }),
      'asked 64/3600 · 20 s left',
    ],
    ['failed', state({ status: 'failed' }), 'failed'],
    [
      'all recalled',
      state({
        status: 'finished',
        finish: { reason: 'recalled', trainingSeconds: 1, seconds: 2 },
        recall: { ...recall, recalled: 2700 },
      }),
      '100 % recalled live',
    ],
    [
      'at the cap',
      state({
        status: 'finished',
        finish: { reason: 'cap', trainingSeconds: 1, seconds: 2 },
        recall,
      }),
      '87.0 % recalled live · stopped at epoch 60',
    ],
  ];
  for (const [name, of, expected] of cases) {
    test(name, () => {
      assert.equal(runProgress({ state: of }), expected);
    });
  }
});
