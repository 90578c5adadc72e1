import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { gridOf } from '../../../../src/core/experiment/grid.ts';
import { experimentSchema } from '../../../../src/core/experiment/experimentSchema.ts';
import { experimentOf, templateNames } from '../../../../src/core/experiment/templates.ts';
import { spoken } from '../../../../src/core/common/sentence.ts';
import { checkValue } from '../../../../src/core/common/checkValue.ts';
import { targetModules } from '../../../../src/core/recipe/recipe.ts';
import { experimentWith } from './results.ts';

const distinct = (values: fc.Arbitrary<number>) =>
  fc.uniqueArray(values, { minLength: 1, maxLength: 4 });
const contents = fc.record({
  recipe: fc.record({
    rank: distinct(fc.integer({ min: 1, max: 512 })),
    epochs: distinct(fc.integer({ min: 1, max: 1000 })),
  }),
  dataset: fc.record({ phrasingsPerFact: distinct(fc.integer({ min: 1, max: 9 })) }),
  seeds: distinct(fc.integer({ min: 0, max: 1000 })),
});

test('a grid has a run for each combination of levels and seeds, no two alike', () => {
  fc.assert(
    fc.property(contents, (content) => {
      const { points, dimensions } = gridOf(
        experimentWith({ ...content, limits: { runs: 10_000 } }),
      );
      const { recipe, dataset, seeds } = content;
      const counts = [recipe.rank, recipe.epochs, dataset.phrasingsPerFact];
      const expected = counts.reduce((product, { length }) => product * length, seeds.length);
      assert.equal(points.length, expected);
      assert.equal(new Set(points.map(({ key }) => key)).size, expected);
      assert.equal(new Set(points.map(({ label }) => spoken(label))).size, expected);
      assert.equal(dimensions.length, counts.filter(({ length }) => length > 1).length);
    }),
  );
});

test('a point keeps its key when levels are reordered or added, and when the experiment is renamed', () => {
  fc.assert(
    fc.property(contents, (content) => {
      const before = gridOf(experimentWith({ ...content, limits: { runs: 10_000 } }));
      const { rank } = content.recipe;
      const more = [...rank, 1, 2, 3, 4, 5].filter((one, at, all) => all.indexOf(one) === at);
      const after = gridOf(
        experimentWith({
          ...content,
          name: 'Another',
          recipe: { epochs: content.recipe.epochs, rank: more.reverse() },
          seeds: content.seeds.toReversed(),
          limits: { runs: 100_00 },
        }),
      );
      const keys = new Set(after.points.map(({ key }) => key));
      for (const { key } of before.points) assert.ok(keys.has(key));
    }),
  );
});

test('a point has another key once anything else of it differs', () => {
  const keyOf = (content: Readonly<Record<string, unknown>>): string | undefined =>
    gridOf(experimentWith(content)).points[0]?.key;
  const keys = [
    {},
    { table: 'other.csv' },
    { base: 'other' },
    { preset: 'dense' },
    { probes: 'on' },
    { recipe: { rank: 3 } },
    { dataset: { unknown: 3 } },
    { seeds: 7 },
  ].map(keyOf);
  assert.equal(new Set(keys).size, keys.length);
});

test('every cell is run once before any is run with a second seed', () => {
  const { points } = gridOf(experimentWith({ recipe: { rank: [1, 2, 3] }, seeds: [5, 6] }));
  assert.deepEqual(
    points.map(({ label }) => spoken(label)),
    [5, 6].flatMap((seed) => [1, 2, 3].map((rank) => `rank ${rank}, seed ${seed}`)),
  );
});

test('levels are named as people say them, and in full where that would be ambiguous', () => {
  const labelsOf = (recipe: object, base: unknown = 'embedded'): string[] =>
    gridOf(experimentWith({ recipe, base })).dimensions.flatMap(({ levels }) =>
      levels.map(({ label }) => spoken(label)),
    );
  assert.deepEqual(
    labelsOf({
      targetModules: [['q_proj', 'v_proj'], targetModules, ['down_proj', 'up_proj', 'gate_proj']],
    }),
    ['q, v', 'all linear', 'MLP only'],
  );
  assert.deepEqual(labelsOf({ stopAtRecall: [true, false] }), ['on', 'off']);
  assert.deepEqual(labelsOf({}, ['Qwen/one', 'embedded']), ['one', 'embedded']);
  assert.deepEqual(labelsOf({}, ['Qwen/one', 'other/one']), ['Qwen/one', 'other/one']);
});

test('a list that is itself a value is one level, and a list of lists several', () => {
  const dimensionsOf = (content: object): string[] =>
    gridOf(experimentWith(content as Record<string, unknown>)).dimensions.map(({ id }) => id);
  assert.deepEqual(dimensionsOf({ recipe: { targetModules: ['q_proj', 'v_proj'] } }), []);
  assert.deepEqual(dimensionsOf({ dataset: { statistics: [['runs'], ['runs', 'ducks']] } }), [
    'dataset.statistics',
  ]);
});

test('what is wrong with an experiment is named', () => {
  const problemOf = (content: object): string =>
    spoken(
      checkValue(experimentSchema, { v: 1, name: 'x', table: 't.csv', ...content }).problem ?? '',
    );
  assert.equal(problemOf({}), '');
  assert.match(problemOf({ recipe: { rank: [8, 0] } }), /rank is 0; it must be a whole/);
  assert.match(problemOf({ recipe: { rnk: 8 } }), /^recipe: rnk is no hyperparameter$/);
  assert.match(problemOf({ recipe: { seed: [1, 2] } }), /seed stands in "seeds"/);
  assert.match(problemOf({ recipe: { rank: [8, 8] } }), /a value twice/);
  assert.match(problemOf({ recipe: { rank: [] } }), /rank has no value/);
  assert.match(problemOf({ dataset: { heldFacts: 2 } }), /heldFacts/);
  assert.match(problemOf({ dataset: { toString: 2 } }), /toString is no option/);
  assert.match(problemOf({ dataset: { python: '/bin/sh' } }), /python is no option/);
  assert.equal(problemOf({ table: '../../etc/passwd' }), 'table: no path below the folder');
  assert.match(problemOf({ questions: 'q.jsonl' }), /either "table" or "questions"/);
  assert.equal(problemOf({ launcher: 'srun' }), 'launcher: it is not known here');
  assert.equal(problemOf({ name: undefined, v: 2 }), 'v: 1 is expected, not 2');
  assert.equal(problemOf({ seeds: 'x' }), 'seeds: a list or a number is expected, not "x"');
  assert.equal(problemOf({ seeds: [1, 'x'] }), 'seeds.1: a number is expected, not "x"');
  assert.equal(problemOf({ seeds: [] }), 'seeds: a length of at least 1 is expected, not 0');
  assert.equal(
    problemOf({ probes: 'yes' }),
    'probes: one of "auto", "on", "off" is expected, not "yes"',
  );
  assert.equal(problemOf({ limits: { runs: 0 } }), 'limits.runs: at least 1 is expected, not 0');
  assert.equal(problemOf({ stopping: {} }), 'stopping.graceEpochs: it is missing');
  assert.match(
    problemOf({ recipe: { rank: [1, 2, 3] }, seeds: [1, 2], limits: { runs: 5 } }),
    /the grid has 6 runs, and limits.runs allows 5/,
  );
  const made = { v: 1, name: 'x', questions: 'q.jsonl', dataset: { unknown: [0, 9] } };
  assert.match(spoken(checkValue(experimentSchema, made).problem ?? ''), /"dataset" needs/);
});

test('every template is a valid experiment that varies something', () => {
  for (const name of templateNames) {
    const { value, problem } = checkValue(
      experimentSchema,
      experimentOf(name, {
        source: { table: 'test_batting.csv' },
        base: 'embedded',
        targets: ['local'],
        rows: { count: 100, by: 'Runs' },
      }),
    );
    assert.ok(value, `${name}: ${spoken(problem ?? '')}`);
    const { dimensions, points } = gridOf(value);
    assert.ok(dimensions.length > 0, name);
    assert.ok(points.length <= 18, name);
  }
});
