import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runTree } from '../../../../src/editor/run/runTree.ts';
import type { Run } from '../../../../src/editor/run/run.ts';
import { presets } from '../../../../src/core/recipe/recipe.ts';
import { runOf } from './runOf.ts';

const shapeOf = (runs: readonly Run[]) =>
  runTree(runs).map(({ run, children }) => [
    run.request.id,
    ...children.map(({ request }) => request.id),
  ]);
const asked = (id: string, run: string) =>
  runOf({ id, operation: 'predict', parent: { run, asks: 'adapter' } });

test('answers asked again are children of the run that they were asked of', () => {
  const runs = [asked('4', '1'), runOf({ id: '3' }), asked('2', '1'), runOf({ id: '1' })];
  assert.deepEqual(shapeOf(runs), [['3'], ['1', '4', '2']]);
});

test('a child whose run is gone, or is no training, stands for itself', () => {
  assert.deepEqual(shapeOf([asked('2', '1')]), [['2']]);
  assert.deepEqual(shapeOf([asked('3', '2'), asked('2', '0')]), [['3'], ['2']]);
});

test('a preflight is a child of the first training that it was made for', () => {
  const preflight = runOf({ id: '1', operation: 'preflight' });
  const runs = [runOf({ id: '3' }), runOf({ id: '2' }), preflight];
  assert.deepEqual(shapeOf(runs), [['3'], ['2', '1']]);
  const other = runOf({ id: '2', recipe: { ...presets.recall, rank: 4 } });
  assert.deepEqual(shapeOf([other, preflight]), [['2'], ['1']]);
});
