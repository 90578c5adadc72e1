import assert from 'node:assert/strict';
import { test } from 'node:test';
import { presets } from '../../../../src/core/recipe/recipe.ts';
import { recipeValues } from '../../../../src/core/recipe/recipeValues.ts';
import type { RunLine } from '../../../../src/core/pages/runMessages.ts';
import { sortRuns, type RunColumn } from '../../../../src/core/pages/sortRuns.ts';

const line = (id: string, more: Partial<RunLine> = {}): RunLine => ({
  runFolder: id,
  id,
  name: id,
  label: '',
  status: 'finished',
  created: '',
  base: '',
  preset: 'recall',
  rank: 8,
  learningRate: '',
  hasModel: true,
  epochs: 1,
  ...more,
});
const runs = [line('a-9', { train: 0.5 }), line('a-10'), line('a-8', { train: 1 })];
const sorted = (column: RunColumn, descending: boolean) =>
  sortRuns(runs, { column, descending }).map(({ id }) => id);

test('runs sort by any column, those without a value last in both directions', () => {
  assert.deepEqual(sorted('train', true), ['a-8', 'a-9', 'a-10']);
  assert.deepEqual(sorted('train', false), ['a-9', 'a-8', 'a-10']);
  assert.deepEqual(sorted('id', true), ['a-10', 'a-9', 'a-8']);
  assert.deepEqual(sorted('rank', true), ['a-10', 'a-9', 'a-8']);
});

test('a recipe marks values that differ from the preset, and what auto resolved to', () => {
  const values = recipeValues({ ...presets.recall, rank: 5 }, { resolved: { alpha: 10 } });
  const of = (name: string) => values.find((value) => value.name === name);
  assert.equal(of('rank')?.source, 'setting');
  assert.equal(of('alpha')?.source, 'preset');
  assert.equal(of('alpha')?.became, '10');
  assert.equal(of('dropout')?.became, undefined);
});
