import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { conclude, type Effect } from '../../../../src/core/experiment/conclusion.ts';
import { gridOf } from '../../../../src/core/experiment/grid.ts';
import { matrixOf, medianInterval } from '../../../../src/core/experiment/matrix.ts';
import {
  reportInMarkdown,
  reportOf,
  resultsCsv,
  valuesOf,
} from '../../../../src/core/experiment/report.ts';
import { experimentWith, resultOf, resultsOf } from './results.ts';

const twoByTwo = experimentWith({
  recipe: {
    rank: [64, 8],
    targetModules: [
      ['q_proj', 'v_proj'],
      ['gate_proj', 'up_proj', 'down_proj'],
    ],
  },
  seeds: [1, 2],
});
const grid = gridOf(twoByTwo);
const facts = 20;

/** The first `right` of the facts. */
const firstRight = (right: number): boolean[] =>
  Array.from({ length: facts }, (_, at) => at < right);

const effect = (effects: readonly Effect[], dimensions: readonly number[]): Effect => {
  const found = effects.find(
    ({ changes, metric }) =>
      metric === 'held-out' &&
      changes.map(({ dimension }) => dimension).join() === dimensions.join(),
  );
  assert.ok(found);
  return found;
};

const near = (actual: number, expected: number): void => {
  assert.ok(Math.abs(actual - expected) < 1e-9, `${actual}, not ${expected}`);
};

test('main effects and interactions of a balanced grid are differences of its means', () => {
  const cell = fc.integer({ min: 0, max: facts });
  fc.assert(
    fc.property(fc.array(cell, { minLength: 8, maxLength: 8 }), (rights) => {
      const results = resultsOf(grid, (point) =>
        firstRight(rights[grid.points.indexOf(point)] ?? 0),
      );
      const mean = (isIn: (at: readonly number[]) => boolean): number => {
        const chosen = rights.filter((_, i) => isIn(grid.points[i]?.at ?? []));
        return chosen.reduce((sum, one) => sum + one / facts, 0) / chosen.length;
      };
      const { effects, interactions } = conclude(grid, results);
      near(effect(effects, [0]).value, mean(([rank]) => rank === 1) - mean(([rank]) => rank === 0));
      near(effect(effects, [1]).value, mean(([, one]) => one === 1) - mean(([, one]) => one === 0));
      const both = (rank: number, one: number): number =>
        mean((at) => at[0] === rank && at[1] === one);
      near(effect(interactions, [0, 1]).value, both(1, 1) - both(1, 0) - both(0, 1) + both(0, 0));
      for (const { interval, value, runs, planned } of [...effects, ...interactions]) {
        assert.ok(interval && interval[0] <= value && value <= interval[1]);
        assert.equal(runs, planned);
      }
    }),
  );
});

test('levels the other way round make the same effects with the other sign', () => {
  const turned = gridOf({ ...twoByTwo, recipe: { ...twoByTwo.recipe, rank: [8, 64] } });
  const rightOf = (key: string): boolean[] => firstRight(Number.parseInt(key, 16) % facts);
  const [one, other] = [grid, turned].map((each) =>
    effect(
      conclude(
        each,
        resultsOf(each, ({ key }) => rightOf(key)),
      ).effects,
      [0],
    ),
  );
  assert.ok(one?.interval && other?.interval);
  near(one.value, -other.value);
  near(one.interval[0], -other.interval[1]);
});

test('a run that is missing takes its pair along, and every seed is of the same cells', () => {
  const results = resultsOf(grid, ({ at: [rank] }) => firstRight(rank === 0 ? 15 : 10));
  const [first] = grid.points;
  results.delete(first?.key ?? '');
  const { value, runs, planned, seeds } = effect(conclude(grid, results).effects, [0]);
  near(value, -0.25);
  assert.equal(planned, 8);
  assert.equal(runs, 4);
  assert.ok(seeds === 1 || seeds === 2);
});

test('nothing is concluded from no runs, nor from a grid that varies nothing', () => {
  assert.deepEqual(conclude(grid, new Map()), { effects: [], interactions: [] });
  const plain = gridOf(experimentWith({}));
  const results = resultsOf(plain, () => firstRight(3));
  assert.deepEqual(conclude(plain, results), { effects: [], interactions: [] });
});

test('a matrix holds every run in the cell of its levels', () => {
  const results = resultsOf(grid, ({ at }) => firstRight(5 * (at[0] ?? 0) + (at[1] ?? 0)));
  const { cells } = matrixOf(grid, valuesOf(results), { metric: 'held-out', rows: 0, columns: 1 });
  assert.deepEqual(
    cells.map((line) => line.map(({ median, runs }) => [median, runs])),
    [
      [
        [0, 2],
        [1 / facts, 2],
      ],
      [
        [5 / facts, 2],
        [6 / facts, 2],
      ],
    ],
  );
  const only = { metric: 'held-out', rows: 1, columns: undefined, only: { 0: 1 } } as const;
  assert.deepEqual(
    matrixOf(grid, valuesOf(results), only).cells.map(([cell]) => cell?.median),
    [5 / facts, 6 / facts],
  );
});

test('the interval of a median has the confidence that the binomial distribution gives it', () => {
  assert.deepEqual(medianInterval([]), {});
  assert.deepEqual(medianInterval([3]), { median: 3 });
  assert.deepEqual(medianInterval([3, 1, 2]), { median: 2, interval: [1, 3], confidence: 0.75 });
  // H. A. David and H. N. Nagaraja: of 10 the second to the ninth hold it with 97.85 %.
  const ten = medianInterval([10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
  assert.deepEqual(ten.interval, [2, 9]);
  near(ten.confidence ?? 0, 1 - 22 / 1024);
  assert.equal(ten.median, 5.5);
});

test('a report says what was asked, what came out, and what it means', () => {
  const results = resultsOf(grid, ({ at: [, one], seed }) =>
    firstRight(one === 0 ? 2 + seed : 16 + seed),
  );
  const report = reportOf(twoByTwo, grid, results);
  const text = reportInMarkdown(report);
  assert.match(text, /8 of 8 runs, 2 seeds each, on table\.csv\./);
  assert.match(text, /Base: embedded, a stand-in/);
  assert.match(text, /\| rank \\\\ target modules \| q, v \| MLP only \|/);
  assert.match(text, /\| 64 \| 17\.5 % \(15\.0 % to 20\.0 %\) \| 87\.5 %/);
  assert.match(
    text,
    /- MLP only instead of q, v: held-out \+70\.0 points \\\[\+\d\d\.\d, \+\d\d\.\d\\\]/,
  );
  assert.match(text, /rank 8 instead of 64: held-out 0\.0 points/);
  assert.match(text, /95 % intervals over facts .* and seeds/);
});

test('a label from outside changes neither Markdown nor a spreadsheet', () => {
  const odd = experimentWith({ base: ['=1+1|`x`', '<b>"two"'] });
  const each = gridOf(odd);
  const results = resultsOf(each, () => firstRight(3));
  const markdown = reportInMarkdown(reportOf(odd, each, results));
  assert.ok(!/[^\\]<b>/.test(markdown) && !/[^\\]\|`x/.test(markdown));
  const csv = resultsCsv(each, results);
  assert.match(csv, /'=1\+1\|`x`/);
  assert.match(csv, /"<b>""two"""/);
  assert.equal(csv.trimEnd().split('\n').length, 3);
});

test('500 runs of 900 facts are concluded without a word for each pair of facts', () => {
  const large = gridOf(
    experimentWith({
      recipe: { rank: [1, 2, 4, 8, 16], epochs: [1, 2, 3, 4, 5], batchSize: [1, 2, 3, 4] },
      seeds: [1, 2, 3, 4, 5],
      limits: { runs: 500 },
    }),
  );
  const results = new Map(
    large.points.map((point) => [
      point.key,
      resultOf(
        point,
        Array.from({ length: 900 }, (_, at) => at % 7 > (point.at[0] ?? 0)),
      ),
    ]),
  );
  const { effects, interactions } = conclude(large, results, ['held-out']);
  assert.equal(effects.length, 4 + 4 + 3);
  assert.equal(interactions.length, 16 + 12 + 12);
  assert.ok(effects.every(({ runs, planned }) => runs === planned));
});
