import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isExpected } from './skips.mjs';

/**
 * @typedef {import('./skips.mjs').Counts} Counts
 * @typedef {Counts & {since: string}} Result `since`: when it passed, in ISO 8601
 */

/** Results of what passed whole, each with the hash of what it was tested on: a file each. */
export class Results {
  #folder;
  #isReusing;

  /** @param {{folder: string, all?: boolean, environment?: NodeJS.ProcessEnv}} options */
  constructor({ folder, all = false, environment = process.env }) {
    this.#folder = folder;
    this.#isReusing = !all && !environment.CI;
  }

  #path = (name) => join(this.#folder, `${name}.json`);

  /** @returns {Result | undefined} of a test that passed on the very inputs that it has now */
  find(name, hash) {
    if (!this.#isReusing) return undefined;
    try {
      const { hash: tested, ...result } = JSON.parse(readFileSync(this.#path(name), 'utf8'));
      return tested === hash ? result : undefined;
    } catch {
      return undefined;
    }
  }

  /** @param {Result} result */
  keep(name, hash, result) {
    const path = this.#path(name);
    mkdirSync(dirname(path), { recursive: true });
    const own = `${path}.${process.pid}`;
    writeFileSync(own, JSON.stringify({ hash, ...result }));
    renameSync(own, path);
  }

  forget(name) {
    rmSync(this.#path(name), { force: true });
  }
}

/** @param {Counts} counts */
const isWhole = ({ passed, failed, skips }) =>
  passed + skips.length > 0 && failed === 0 && skips.every(isExpected);

/**
 * Runs those tests whose inputs are not the ones on which they last passed whole, and keeps the
 * results of those that pass whole now. One of which an input is written meanwhile has been tested on
 * neither the old nor the new content.
 *
 * @param {object} options
 * @param {Results} options.results
 * @param {() => Promise<Map<string, import('./inputs.mjs').State | undefined>>} options.inputs of each
 *   test by its name; undefined where they are unknown
 * @param {(names: string[]) => Promise<Map<string, Counts>>} options.run results by name
 * @returns {Promise<Counts & {unchanged: number, since?: string}>} the sum; `unchanged`: how many of the
 *   passed ones passed before, the first of them at `since`
 */
export async function runChanged({ results, inputs, run }) {
  const before = await inputs();
  const found = new Map();
  for (const [name, state] of before) {
    const result = state && results.find(name, state.hash);
    if (result) found.set(name, result);
  }
  const changed = [...before.keys()].filter((name) => !found.has(name));
  for (const name of changed) results.forget(name);
  const ran = changed.length > 0 ? await run(changed) : new Map();
  const now = new Date().toISOString();
  const after = changed.length > 0 ? await inputs() : before;
  for (const [name, counts] of ran) {
    const state = before.get(name);
    const isUntouched = state && state.stamp === after.get(name)?.stamp;
    if (isUntouched && isWhole(counts)) results.keep(name, state.hash, { ...counts, since: now });
  }
  return {
    ...addCounts([...found.values(), ...ran.values()]),
    unchanged: addCounts([...found.values()]).passed,
    since: [...found.values()].map(({ since }) => since).sort()[0],
  };
}

/** @param {readonly Counts[]} all */
export const addCounts = (all) => ({
  passed: all.reduce((sum, { passed }) => sum + passed, 0),
  failed: all.reduce((sum, { failed }) => sum + failed, 0),
  skips: all.flatMap(({ skips }) => skips),
});
