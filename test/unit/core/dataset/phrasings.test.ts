import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, test } from 'node:test';
import {
  fillPhrasing,
  overlayPhrasings,
  parsePhrasings,
  phrasingsFor,
} from '../../../../src/core/dataset/phrasings.ts';
import { UserError } from '../../../../src/core/common/userError.ts';

const general = { train: ['{statistic} of {entity}?'], held: [], more: ['{entity}: {statistic}?'] };
const file = (statistics: unknown, rest: object = { general }) =>
  JSON.stringify({ v: 1, statistics, ...rest });
const refuses = (text: string, message: RegExp) => {
  assert.throws(
    () => parsePhrasings(text, 'p.json'),
    (error) => error instanceof UserError && message.test(error.message),
  );
};

describe('parsePhrasings', () => {
  test('gives a statistic its own phrasings, any other the general ones', () => {
    const runs = { train: ['Runs of {entity}?'], held: ['{entity}, runs?'] };
    const phrasings = parsePhrasings(file({ runs }), 'p.json');
    assert.deepEqual(phrasingsFor(phrasings, 'runs'), { ...runs, more: [] });
    assert.deepEqual(phrasingsFor(phrasings, 'constructor'), general);
  });

  test('refuses a broken file and says where', () => {
    refuses('{', /^p\.json: not valid JSON/);
    refuses('[]', /expected an object/);
    refuses(file({}, {}), /"general" needs "train" and "held"/);
    refuses(file({ runs: { train: [] } }), /"runs" needs "train" and "held"/);
    refuses(file({ runs: { train: [], held: [] } }), /"runs" has no phrasing to train on/);
    refuses(file({ runs: { train: ['Runs?'], held: [] } }), /“Runs\?” lacks \{entity\}/);
    refuses(file({ runs: { train: ['{entity}'], held: ['{entity}'] } }), /is there twice/);
    refuses(file({ runs: { train: ['{entity}'], held: [], more: [1] } }), /"more" of "runs"/);
    refuses(file({}, { general: { train: ['{entity}'], held: [] } }), /lacks \{statistic\}/);
  });

  test('throws nothing but UserErrors', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
        refuses(text, /p\.json/);
      }),
    );
  });
});

test('a person’s own phrasings replace the usual ones, those of another language all of them', () => {
  const lists = (text: string) => ({ train: [`${text} {entity}?`], held: [], more: [] });
  const usual = parsePhrasings(file({ runs: lists('Runs'), ducks: lists('Ducks') }), 'usual.json');
  const overlay = (own: unknown) => overlayPhrasings(usual, own, 'own.json');
  const own = overlay({ statistics: { runs: lists('Total') } });
  assert.deepEqual(phrasingsFor(own, 'runs'), lists('Total'));
  assert.deepEqual(phrasingsFor(own, 'ducks'), lists('Ducks'));
  assert.deepEqual(phrasingsFor(own, 'else'), general);
  const korean = { train: ['{entity}의 {statistic}?'], held: [], more: [] };
  const other = overlay({ language: 'ko', general: korean });
  assert.deepEqual(phrasingsFor(other, 'runs'), korean);
  assert.throws(
    () => overlay({ language: 'ko', statistics: {} }),
    /own\.json: .*“ko” need "general"/,
  );
  assert.throws(
    () => overlay({ statistics: { runs: { train: ['x'], held: [] } } }),
    /lacks \{entity\}/,
  );
  assert.throws(() => overlay('x'), UserError);
});

test('fillPhrasing takes names as they are, whatever they look like', () => {
  assert.equal(
    fillPhrasing('{statistic} of {entity}, {entity}', {
      entity: '$& {statistic}',
      statistic: 'Runs',
    }),
    'Runs of $& {statistic}, $& {statistic}',
  );
});
