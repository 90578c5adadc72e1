import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkRecipe } from '../../../../src/core/recipe/checkRecipe.ts';
import { hyperparameters, presets } from '../../../../src/core/recipe/recipe.ts';
import { resolveRecipe } from '../../../../src/core/recipe/resolveRecipe.ts';
import { UserError } from '../../../../src/core/common/userError.ts';

test('every preset is valid and sets every hyperparameter', () => {
  for (const { preset, ...values } of Object.values(presets)) {
    assert.deepEqual(checkRecipe(values), [], preset);
    assert.deepEqual(Object.keys(values).sort(), Object.keys(hyperparameters).sort());
  }
});

test('says where each value comes from; null follows the preset', () => {
  const { recipe, origins } = resolveRecipe('baseline', { rank: 16, alpha: null, seed: undefined });
  assert.equal(recipe.rank, 16);
  assert.equal(recipe.alpha, 16);
  assert.equal(recipe.seed, 42);
  assert.equal(origins.rank, 'setting');
  assert.equal(origins.alpha, 'preset');
  assert.equal(Object.keys(origins).length, Object.keys(hyperparameters).length);
});

test('rejects a value out of range, naming the setting', () => {
  const cases: [string, unknown, RegExp][] = [
    ['rank', 0, /cricketLora\.recipe\.rank is 0; it must be a whole number from 1 to 512/],
    ['rank', 1.5, /whole number/],
    ['rank', 'auto', /whole number/],
    ['learningRate', 1, /or 'auto'/],
    ['learningRate', Number.NaN, /a number from/],
    ['learningRate', 'off', /or 'auto'\.$/],
    ['rehearsal', 0, /a number from 0\.01 to 0\.5, or 'auto', or 'off'\.$/],
    ['schedule', 'step', /one of constant, linear, cosine, recall/],
    ['stopAtRecall', 'yes', /true or false/],
    ['targetModules', ['q_proj', 'lm_head'], /targetModules is \["q_proj","lm_head"\].*gate_proj/],
    ['targetModules', [], /a list/],
    ['colour', 1, /no hyperparameter/],
    ['__proto__x', 1, /no hyperparameter/],
  ];
  for (const [name, value, message] of cases) {
    assert.throws(
      () => resolveRecipe('recall', { [name]: value }),
      (error) => error instanceof UserError && message.test(error.message),
      name,
    );
  }
  assert.deepEqual(checkRecipe({ alpha: 'auto', learningRate: 'auto', rehearsal: 'auto' }), []);
  assert.deepEqual(checkRecipe({ rehearsal: 'off' }), []);
});

test('rejects an unknown preset', () => {
  assert.throws(
    () => resolveRecipe('toString'),
    /cricketLora\.recipe\.preset.*recall, dense, baseline/,
  );
});
