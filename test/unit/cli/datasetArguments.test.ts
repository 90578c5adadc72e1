import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parseArgs } from 'node:util';
import {
  datasetArguments,
  datasetSettingsIn,
  datasetUsage,
} from '../../../src/cli/datasetArguments.ts';
import { UserError } from '../../../src/core/common/userError.ts';

const settings = (...args: string[]) =>
  datasetSettingsIn(parseArgs({ args, options: datasetArguments }).values);

test('every dataset setting has an option with a description', () => {
  const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
    contributes: { configuration: { properties: Record<string, unknown> }[] };
  };
  const wanted = manifest.contributes.configuration
    .flatMap(({ properties }) => Object.keys(properties))
    .flatMap((key) => /^cricketLora\.dataset\.(.*)$/.exec(key)?.[1] ?? [])
    .filter((name) => name !== 'lens')
    .map((name) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`));
  const given = Object.keys(datasetArguments).filter((name) => name !== 'verbose');
  assert.deepEqual(given.sort(), wanted.sort());
  for (const name of wanted) assert.match(datasetUsage, new RegExp(`--${name} `));
});

test('options set the settings of the same name', () => {
  assert.deepEqual(
    Object.entries(settings()).filter(([, value]) => value !== undefined),
    [],
  );
  const rows = { filter: [{ column: 'Runs', atLeast: 1 }], top: { count: 2, by: 'Runs' } };
  const given = Object.fromEntries(
    Object.entries(
      settings(
        ...['--statistics', 'runs, Team', '--entity-column', 'Name', '--tell-apart', 'Team'],
        ...['--tell-apart', 'Span', '--rows', JSON.stringify(rows), '--phrasings', 'ko.json'],
        ...['--phrasings-per-fact', '2', '--held-phrasings', '0', '--held-facts', '0.1'],
        ...['--seed', '7', '--answers', 'thousands', '--encoding', 'cp949', '--delimiter', '\\t'],
        ...['--key', 'Name', '--key', 'Season', '--domain', 'cricket', '--format', 'odi'],
        ...['--unknown', '500', '--unknown-answer', 'not known', '--other-ways', '40'],
        ...['--header-line', '3', '--missing', '?,x', '--columns', '{"Runs": {"ask": false}}'],
      ),
    ).filter(([, value]) => value !== undefined),
  );
  assert.deepEqual(given, {
    key: ['Name', 'Season'],
    domain: 'cricket',
    format: 'odi',
    headerLine: 3,
    missing: ['?', 'x'],
    columns: { Runs: { ask: false } },
    statistics: ['runs', 'Team'],
    entityColumn: 'Name',
    tellApart: ['Team', 'Span'],
    rows,
    phrasings: 'ko.json',
    phrasingsPerFact: 2,
    heldPhrasings: 0,
    heldFacts: 0.1,
    unknown: 500,
    unknownAnswer: 'not known',
    otherWays: 40,
    seed: 7,
    answers: 'thousands',
    encoding: 'cp949',
    delimiter: '\t',
  });
});

test('an option that is neither a number nor JSON is rejected by name', () => {
  for (const [args, message] of [
    [['--seed', 'x'], /--seed is 'x'\. Expected a number/],
    [['--held-facts', ''], /--held-facts is ''/],
    [['--rows', '{'], /--rows: not valid JSON/],
    [['--rows', '[]'], /--rows: expected an object/],
  ] as const) {
    assert.throws(
      () => settings(...args),
      (error) => error instanceof UserError && message.test(error.message),
    );
  }
});
