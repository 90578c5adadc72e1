import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { locateTexts } from '../../../../src/core/dataset/jsonStrings.ts';
import { lintPhrasings } from '../../../../src/core/dataset/lintPhrasings.ts';
import { parsePhrasings } from '../../../../src/core/dataset/phrasings.ts';

const general = { train: ['{statistic} of {entity}?'], held: ['{entity}, {statistic}?'] };
const file = (statistics: object, rest: object = {}) =>
  JSON.stringify({ v: 1, general, ...rest, statistics }, null, 2);
const runs = (train: string[], held: string[] = []) => file({ runs: { train, held } });

/** The file once every fix has been made, the last first. */
function fixed(text: string): string {
  return lintPhrasings(text)
    .flatMap(({ fix }) => fix ?? [])
    .sort((a, b) => b.start - a.start)
    .reduce(
      (now, { start, end, text: right }) => now.slice(0, start) + right + now.slice(end),
      text,
    );
}

describe('lintPhrasings', () => {
  for (const [what, text, code, place, right] of [
    ['a phrasing without a name', runs(['Runs?']), 'no-placeholder', '"Runs?"', undefined],
    [
      'a name under another name',
      runs(['Runs of {player}?']),
      'no-placeholder',
      '"Runs of {player}?"',
      runs(['Runs of {entity}?']),
    ],
    [
      'general phrasings without the statistic',
      file({}, { general: { train: ['{what} of {entity}?'], held: [] } }),
      'no-placeholder',
      '"{what} of {entity}?"',
      file({}, { general: { train: ['{statistic} of {entity}?'], held: [] } }),
    ],
    [
      'a placeholder too many',
      runs(['{entity} in {year}?']),
      'unknown-placeholder',
      '"{entity} in {year}?"',
      undefined,
    ],
    [
      'a phrasing twice',
      runs(['{entity}?', '{entity}!', '{entity}?']),
      'same-phrasing',
      '"{entity}?"',
      runs(['{entity}?', '{entity}!']),
    ],
    [
      'a held phrasing that is trained',
      runs(['{entity}?'], ['{entity}?', 'And {entity}?']),
      'held-but-trained',
      '"{entity}?"',
      runs(['{entity}?'], ['And {entity}?']),
    ],
    [
      'a held phrasing that is trained on failures',
      file({
        runs: { train: ['{entity}'], held: ['{entity}?', '{entity}!'], more: ['{entity}?'] },
      }),
      'held-but-trained',
      '"{entity}?"',
      file({ runs: { train: ['{entity}'], held: ['{entity}!'], more: ['{entity}?'] } }),
    ],
    [
      'a statistic by another name',
      file({ Not_Outs: { train: ['{entity}?'], held: [] } }),
      'unknown-statistic',
      '"Not_Outs"',
      file({ 'not-outs': { train: ['{entity}?'], held: [] } }),
    ],
    [
      'a header in place of its id',
      file({ 'Home Ground': { train: ['{entity}?'], held: [] } }),
      'unknown-statistic',
      '"Home Ground"',
      file({ 'home-ground': { train: ['{entity}?'], held: [] } }),
    ],
    [
      'half a character',
      runs(['{entity} \ud800?']),
      'characters',
      '"{entity} \\ud800?"',
      undefined,
    ],
  ] as const) {
    test(`finds ${what}`, () => {
      const problems = lintPhrasings(text);
      assert.deepEqual(
        problems.map((problem) => [problem.code, text.slice(problem.start, problem.end)]),
        [[code, place]],
      );
      assert.equal(problems[0]?.fix === undefined ? undefined : fixed(text), right);
    });
  }

  test('finds nothing in the usual phrasings, in columns’ own, and in what is no JSON', () => {
    assert.deepEqual(lintPhrasings(readFileSync('data/phrasings.json', 'utf8')), []);
    assert.deepEqual(lintPhrasings(file({ team: { train: ['{entity}?'], held: [] } })), []);
    assert.deepEqual(lintPhrasings('{"statistics": {'), []);
    assert.deepEqual(lintPhrasings('[1, "x"]'), []);
  });

  test('what it finds no error in can be used', () => {
    const template = fc.oneof(
      fc.constantFrom('{entity}', '{entity}?', '{x}', '{x} {y}'),
      fc.string(),
    );
    const list = fc.array(template, { minLength: 1, maxLength: 3 });
    const group = fc.record({ train: list, held: fc.array(template, { maxLength: 2 }) });
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('runs', 'Runs', 'team'), group), (statistics) => {
        const text = file(statistics);
        const isFine = lintPhrasings(text).every(({ severity }) => severity === 'warning');
        if (isFine) assert.ok(parsePhrasings(text, 'p.json'));
        else assert.throws(() => parsePhrasings(text, 'p.json'));
      }),
    );
  });
});

test('every text of a JSON document is found where it stands', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(undefined, 2, '\t'), (value, space) => {
      const json = JSON.stringify(value, null, space);
      const found: unknown[] = [];
      const { values, keys } = locateTexts(json);
      for (const { path, text, start, end } of values) {
        assert.equal(JSON.parse(json.slice(start, end)), text);
        let at: unknown = value;
        for (const key of path) at = (at as Record<string | number, unknown>)[key];
        assert.equal(at, text);
        found.push(text);
      }
      assert.ok(keys.every(({ text, start, end }) => JSON.parse(json.slice(start, end)) === text));
      let texts = 0;
      JSON.stringify(value, (_, one: unknown) => {
        if (typeof one === 'string') texts++;
        return one;
      });
      assert.equal(found.length, texts);
    }),
  );
});
