import { spoken } from '../../src/core/common/sentence.ts';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { wordsOf } from '../../src/core/recipe/checkRecipe.ts';
import type { Hyperparameter } from '../../src/core/recipe/hyperparameter.ts';
import {
  hyperparameters,
  presets,
  targetModules,
  type HyperparameterName,
} from '../../src/core/recipe/recipe.ts';
import { rawManifest, withTexts } from './manifestTexts.ts';

const readme = readFileSync('README.md', 'utf8');
const settingsPage = readFileSync('docs/settings.md', 'utf8');
const manifest = withTexts(rawManifest) as {
  contributes: {
    commands: readonly { title: string }[];
    configuration: readonly { properties: Readonly<Record<string, { default: unknown }>> }[];
  };
  scripts: Readonly<Record<string, string>>;
};

/** A table row without the spaces that align its columns. */
const rows = new Set(
  settingsPage
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .split('|')
        .map((cell) => cell.trim())
        .join('|'),
    ),
);

function range(hyperparameter: Hyperparameter): string {
  switch (hyperparameter.kind) {
    case 'integer':
    case 'number': {
      const { minimum, maximum, unit } = hyperparameter;
      const span = `${minimum} to ${maximum}${unit === '' ? '' : ` ${spoken(unit)}`}`;
      return [...wordsOf(hyperparameter).map((word) => `${word}, or `), span].join('');
    }
    case 'choice':
      return hyperparameter.choices.join(', ');
    case 'boolean':
      return 'true, false';
    case 'modules':
      return targetModules.join(', ');
  }
}

const shown = (value: unknown): string => {
  if (Array.isArray(value)) {
    return value.length === targetModules.length ? 'all' : value.join(', ');
  }
  return String(value);
};

test("docs/settings.md has a row for every hyperparameter with the presets' values", () => {
  const names = Object.keys(hyperparameters) as HyperparameterName[];
  const expected = names.map((name) => {
    const values = [presets.recall, presets.dense, presets.baseline].map((p) => shown(p[name]));
    return `|\`${name}\`|${values.join('|')}|${range(hyperparameters[name])}|`;
  });
  assert.deepEqual(
    expected.filter((row) => !rows.has(row)),
    [],
  );
});

test('docs/settings.md lists every other setting with its default, and README every command', () => {
  const settings = manifest.contributes.configuration.flatMap(({ properties }) =>
    Object.entries(properties),
  );
  const missing = settings
    .filter(([name]) => !isHyperparameter(name))
    .map(([name, setting]) => `|\`${name}\`|\`${JSON.stringify(setting.default)}\`|`)
    .filter((start) => ![...rows].some((row) => row.startsWith(start)));
  assert.deepEqual(missing, []);
  const commands = manifest.contributes.commands.map(({ title }) => title);
  assert.deepEqual(
    commands.filter((title) => !readme.includes(`_${title}_`)),
    [],
  );
});

test('every npm command in the documents exists', () => {
  const documents = ['README.md', 'CONTRIBUTING.md'].map((path) => readFileSync(path, 'utf8'));
  const named = documents.flatMap((text) => [...text.matchAll(/`npm (?:run )?([a-z]+)/g)]);
  const unknown = named
    .map(([, name]) => name ?? '')
    .filter((name) => !['install', 'ci'].includes(name) && !(name in manifest.scripts));
  assert.deepEqual(unknown, []);
});

const isHyperparameter = (setting: string): boolean => {
  const [, group, name = ''] = setting.split('.');
  return group === 'recipe' && name in hyperparameters;
};
