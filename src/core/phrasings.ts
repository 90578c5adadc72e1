import { UserError } from './userError.ts';

/** Wordings by statistic: data, not code (`data/phrasings.json`). */
export interface Phrasings {
  /** By the known statistic's id. */
  readonly statistics: ReadonlyMap<string, Wordings>;
  /** For columns that no known statistic describes; they also carry `{statistic}`. */
  readonly general: Wordings;
}

/** Templates with `{entity}` for the name. Numbered through from 1: first `train`, then `held`. */
export interface Wordings {
  readonly train: readonly string[];
  /** Never trained on. */
  readonly held: readonly string[];
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
 * Reads phrasings.json.
 *
 * @param name What messages call the file.
 * @throws UserError that names the statistic and wording: not JSON, a key missing, a wording without
 *   `{entity}`, or two alike.
 */
export function parsePhrasings(text: string, name: string): Phrasings {
  const fail = (what: string): never => {
    throw new UserError(`${name}: ${what}.`);
  };
  let file: unknown;
  try {
    file = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    return fail(`not valid JSON (${error instanceof Error ? error.message : 'unreadable'})`);
  }
  if (!isObject(file) || file.v !== 1 || !isObject(file.statistics)) {
    return fail('expected an object with "v": 1, "statistics" and "general"');
  }
  const statistics = Object.entries(file.statistics).map(
    ([id, value]) => [id, readWordings(value, { of: id, needs: ['{entity}'], fail })] as const,
  );
  const needs = ['{entity}', '{statistic}'];
  return {
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
  const { train, held } = value;
  if (train.length === 0) {
    return fail(`"${of}" has no wording to train on`);
  }
  const seen = new Set<string>();
  for (const wording of [...train, ...held]) {
    const lacking = needs.find((placeholder) => !wording.includes(placeholder));
    if (lacking !== undefined) {
      return fail(`"${of}": the wording “${wording}” lacks ${lacking}`);
    }
    if (seen.has(wording)) {
      return fail(`"${of}": the wording “${wording}” is there twice`);
    }
    seen.add(wording);
  }
  return { train, held };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');
