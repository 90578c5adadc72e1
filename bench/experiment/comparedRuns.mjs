import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const bundled = resolve(import.meta.dirname, '..', '..', 'data', 'test_batting.csv');

/** A new folder with `table.csv`, the first players of the bundled table. */
export function makeWorkspace(folder, players) {
  mkdirSync(folder);
  const table = readFileSync(bundled, 'utf8').split('\n');
  writeFileSync(join(folder, 'table.csv'), `${table.slice(0, 1 + players).join('\n')}\n`);
  return folder;
}

/** So that every run has as many steps, with nothing that is made once a base and kept. */
export const recipeOf = (epochs) => ({ epochs, stopAtRecall: false, rehearsal: 'off' });
