import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { Ajv, type ValidateFunction } from 'ajv';
import { parsePhrasings } from '../../../src/core/dataset/phrasings.ts';
import { runRequestSchema } from '../../../src/core/run/runRequestSchema.ts';
import { withTexts } from '../manifestTexts.ts';
import { runSchema } from './runSchema.ts';

const runSchemaPath = 'data/schemas/run.schema.json';
const read = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;

// Changed the code on purpose? `UPDATE_MANIFEST=1` writes it; then run prettier.
if (process.env.UPDATE_MANIFEST) writeFileSync(runSchemaPath, JSON.stringify(runSchema, null, 2));

const { contributes } = withTexts(read('package.json')) as {
  contributes: { jsonValidation: readonly { url: string; fileMatch: readonly string[] }[] };
};
const validators = new Map(
  contributes.jsonValidation.map(({ url }) => [
    url,
    new Ajv({ allowUnionTypes: true, keywords: ['patternErrorMessage'] }).compile(read(url)),
  ]),
);
const validatorOf = (name: string): ValidateFunction =>
  validators.get(`./data/${name}.schema.json`) ?? assert.fail(name);
const accepts = (name: string, value: unknown): void => {
  const validate = validatorOf(name);
  assert.ok(validate(value), JSON.stringify(validate.errors));
};

describe('the editor’s schemas of our files', () => {
  test('runs: says what the code says of recipe and keys', () => {
    assert.deepEqual(read(runSchemaPath), JSON.parse(JSON.stringify(runSchema)));
    const { entries } = runRequestSchema as unknown as { entries: Record<string, object> };
    assert.deepEqual(Object.keys(runSchema.properties).sort(), Object.keys(entries).sort());
  });
  test('runs: a recorded one fits, and a recipe out of range does not', () => {
    const run = read('test/fixtures/run.json');
    accepts('schemas/run', run);
    const recipe = run.recipe as object;
    for (const wrong of [{ rank: 0 }, { schedule: 'steep' }, { targetModules: ['lm_head'] }])
      assert.equal(validatorOf('schemas/run')({ ...run, recipe: { ...recipe, ...wrong } }), false);
    assert.equal(validatorOf('schemas/run')({ ...run, operation: 'eat' }), false);
  });
  test('phrasings: the bundled ones fit', () => {
    accepts('schemas/phrasings', read('data/phrasings.json'));
  });
  const lists = (train: string[]) => ({ train, held: ['Runs of {entity}?'] });
  for (const [what, statistics] of Object.entries({
    'without {entity}': { runs: lists(['Runs?']) },
    'of which none is trained': { runs: lists([]) },
    'that are there twice': { runs: lists(['{entity}’s runs?', '{entity}’s runs?']) },
    'without those held': { runs: { train: ['{entity}’s runs?'] } },
  })) {
    test(`phrasings: neither schema nor code takes ones ${what}`, () => {
      const file = { ...read('data/phrasings.json'), statistics };
      assert.equal(validatorOf('schemas/phrasings')(file), false);
      assert.throws(() => parsePhrasings(JSON.stringify(file), 'x'));
    });
  }
  test('domains: the bundled ones fit', () => {
    for (const name of ['cricket', 'general'])
      accepts('domains/domain', read(`data/domains/${name}.json`));
  });
});
