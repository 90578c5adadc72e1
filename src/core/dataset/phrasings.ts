import { parseJson } from '../common/parseJson.ts';
import { UserError } from '../common/userError.ts';

/** Wordings by statistic: data, not code (`data/phrasings.json`). */
export interface Phrasings {
  /** BCP 47, as `en`; wordings of two languages are never mixed. */
  readonly language: string;
  /** By the known statistic's id. */
  readonly statistics: ReadonlyMap<string, Wordings>;
  /** For columns that no known statistic describes; they also carry `{statistic}`. */
  readonly general: Wordings;
}

/** Templates with `{entity}` for the name. Numbered through from 1: first `train`, then `held`, then `more`. */
export interface Wordings {
  readonly train: readonly string[];
  /** Never trained on. */
  readonly held: readonly string[];
  /** Trained on only for facts that a run has failed. */
  readonly more: readonly string[];
}

/** A statistic's own wordings, or the general ones. */
export const wordingsOf = (phrasings: Phrasings, statistic: string): Wordings =>
  phrasings.statistics.get(statistic) ?? phrasings.general;

/** A wording with its placeholders filled. */
export const fillWording = (
  wording: string,
  values: { readonly entity: string; readonly statistic: string },
): string =>
  wording.replace(/\{(entity|statistic)\}/g, (_, key: 'entity' | 'statistic') => values[key]);

/**
 * A person's own wordings, with the usual ones for statistics that they leave out. In another language
 * than the usual ones their general wordings stand in for those.
 *
 * @param own As `parsePhrasings` takes it, but of `statistics` and `general` either may be missing.
 * @throws UserError as `parsePhrasings` does, and when another language lacks general wordings.
 */
export function overlayPhrasings(usual: Phrasings, own: unknown, name: string): Phrasings {
  const { language = usual.language, statistics = {}, general } = isObject(own) ? own : {};
  if (language !== usual.language && general === undefined) {
    throw new UserError(
      `${name}: wordings in the language “${String(language)}” need "general", for statistics that have none of their own.`,
    );
  }
  const given = isObject(own)
    ? { v: 1, ...own, statistics, general: general ?? usual.general }
    : own;
  const read = readPhrasings(given, name);
  if (read.language !== usual.language) return read;
  return { ...read, statistics: new Map([...usual.statistics, ...read.statistics]) };
}

/**
 * Reads phrasings.json: `statistics` and, of the same shape, `further`; `general` for all others.
 *
 * @param name What messages call the file.
 * @throws UserError that names the statistic and wording: not JSON, a key missing, a wording without
 *   `{entity}`, or two alike.
 */
export const parsePhrasings = (text: string, name: string): Phrasings =>
  readPhrasings(parseJson(text, name), name);

function readPhrasings(file: unknown, name: string): Phrasings {
  const fail = (what: string): never => {
    throw new UserError(`${name}: ${what}.`);
  };
  if (!isObject(file) || file.v !== 1 || !isObject(file.statistics)) {
    return fail('expected an object with "v": 1, "statistics" and "general"');
  }
  const { language = 'en', further = {} } = file;
  if (typeof language !== 'string') return fail('"language" must be text');
  if (!isObject(further)) return fail('"further" must be an object');
  const statistics = [...Object.entries(file.statistics), ...Object.entries(further)].map(
    ([id, value]) => [id, readWordings(value, { of: id, needs: ['{entity}'], fail })] as const,
  );
  const needs = ['{entity}', '{statistic}'];
  return {
    language,
    statistics: new Map(statistics),
    general: readWordings(file.general, { of: 'general', needs, fail }),
  };
}

interface WordingsContext {
  readonly of: string;
  readonly needs: readonly string[];
  readonly fail: (what: string) => never;
}

function readWordings(value: unknown, { of, needs, fail }: WordingsContext): Wordings {
  if (!isObject(value) || !isTexts(value.train) || !isTexts(value.held)) {
    return fail(`"${of}" needs "train" and "held", each a list of wordings`);
  }
  const { train, held, more = [] } = value;
  if (!isTexts(more)) return fail(`"more" of "${of}" must be a list of wordings`);
  if (train.length === 0) {
    return fail(`"${of}" has no wording to train on`);
  }
  const seen = new Set<string>();
  for (const wording of [...train, ...held, ...more]) {
    const lacking = needs.find((placeholder) => !wording.includes(placeholder));
    if (lacking !== undefined) {
      return fail(`"${of}": the wording “${wording}” lacks ${lacking}`);
    }
    if (seen.has(wording)) {
      return fail(`"${of}": the wording “${wording}” is there twice`);
    }
    seen.add(wording);
  }
  return { train, held, more };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');
