import { spoken } from '../../../../src/core/common/sentence.ts';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { datasetOptions, listOptions } from '../../../../src/core/experiment/datasetOptions.ts';
import { hyperparameters } from '../../../../src/core/recipe/recipe.ts';
import { wordsOf } from '../../../../src/core/recipe/checkRecipe.ts';

interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly anyOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly items?: Schema;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
}

// What the editor completes and checks while an experiment.json is written.
const { properties = {} } = JSON.parse(
  readFileSync('data/experiments/experiment.schema.json', 'utf8'),
) as Schema;

test('the editor’s schema has every hyperparameter in its range, alone and as a list', () => {
  const { properties: recipe = {} } = properties.recipe ?? {};
  const { seed, ...others } = hyperparameters;
  assert.equal(seed.kind, 'integer');
  assert.deepEqual(Object.keys(recipe).sort(), Object.keys(others).sort());
  for (const [name, parameter] of Object.entries(others)) {
    assert.equal(recipe[name]?.description, spoken(parameter.reason));
    const [one, several] = recipe[name].anyOf ?? [];
    assert.deepEqual(several?.items, one, name);
    if (parameter.kind === 'integer' || parameter.kind === 'number') {
      const words = wordsOf(parameter);
      const number = words.length > 0 ? one?.anyOf?.[0] : one;
      assert.deepEqual([number?.minimum, number?.maximum], [parameter.minimum, parameter.maximum]);
      if (words.length > 0) assert.deepEqual(one?.anyOf?.[1]?.enum, words);
    }
    if (parameter.kind === 'choice') assert.deepEqual(one?.enum, parameter.choices);
  }
});

test('the editor’s schema has every option of a dataset, lists as lists', () => {
  const { properties: dataset = {} } = properties.dataset ?? {};
  assert.deepEqual(Object.keys(dataset).sort(), Object.keys(datasetOptions).sort());
  for (const [name, { anyOf }] of Object.entries(dataset)) {
    assert.equal(anyOf?.[0]?.type === 'array', listOptions.includes(name), name);
  }
  assert.deepEqual(dataset.unknown?.anyOf?.[0]?.anyOf?.[1]?.enum, ['auto']);
});
