import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkValue } from '../../../../src/core/common/checkValue.ts';
import { boardsSchema, liveBoardsIn } from '../../../../src/core/run/boardsSchema.ts';

test('boards that are set count once each, and what is none not at all', () => {
  assert.deepEqual(liveBoardsIn(['wandb', 'paper', 'tensorboard', 'wandb', 7]), [
    'tensorboard',
    'wandb',
  ]);
  for (const value of [undefined, 'wandb', { 0: 'wandb' }])
    assert.deepEqual(liveBoardsIn(value), []);
});

test('boards.json tells reasons of one line by known boards', () => {
  const told = { v: 1, isOver: true, problems: { mlflow: 'refused' } };
  assert.deepEqual(checkValue(boardsSchema, { ...told, more: 1 }).value?.problems, {
    mlflow: 'refused',
  });
  for (const problems of [{ mlflow: 'a\u001b[31m' }, { mlflow: 3 }, { mlflow: 'x'.repeat(1001) }]) {
    assert.ok(checkValue(boardsSchema, { ...told, problems }).problem);
  }
});
