import { say, type Sentence } from '../common/sentence.ts';
import { isObject } from '../common/isObject.ts';
import { parseJson } from '../common/parseJson.ts';
import { UserError } from '../common/userError.ts';

/** Phrasings by statistic: data, not code (`data/phrasings.json`). */
export interface Phrasings {
  /** BCP 47, as `en`; phrasings of two languages are never mixed. */
  readonly language: string;
  /** By the known statistic's id. */
  readonly statistics: ReadonlyMap<string, PhrasingLists>;
  /** For columns that no known statistic describes; they also carry `{statistic}`. */
  readonly general: PhrasingLists;
  /** Whether a person has written `general`: then it stands before what a domain says. */
  readonly hasOwnGeneral: boolean;
  /** Statistics whose phrasings a person has written. */
  readonly own: ReadonlySet<string>;
}

/** Templates with `{entity}` for the name. Numbered through from 1: first `train`, then `held`, then `more`. */
export interface PhrasingLists {
  readonly train: readonly string[];
  /** Never trained on. */
  readonly held: readonly string[];
  /** Trained on only for facts that a run has failed. */
  readonly more: readonly string[];
}

/** A statistic's own phrasings, or the general ones. */
export const phrasingsFor = (phrasings: Phrasings, statistic: string): PhrasingLists =>
  phrasings.statistics.get(statistic) ?? phrasings.general;

/** A phrasing with its placeholders filled. */
export const fillPhrasing = (
  template: string,
  values: { readonly entity: string; readonly statistic: string },
): string =>
  template.replace(/\{(entity|statistic)\}/g, (_, key: 'entity' | 'statistic') => values[key]);

/**
 * A person's own phrasings, with the usual ones for statistics that they leave out. In another language
 * than the usual ones their general phrasings stand in for those.
 *
 * @param own As `parsePhrasings` takes it, but of `statistics` and `general` either may be missing.
 * @throws UserError as `parsePhrasings` does, and when another language lacks general phrasings.
 */
export function overlayPhrasings(usual: Phrasings, own: unknown, name: string): Phrasings {
  const { language = usual.language, statistics = {}, general } = isObject(own) ? own : {};
  if (language !== usual.language && general === undefined) {
    throw new UserError(
      say(
        '{0}: phrasings in the language “{1}” need "general", for statistics that have none of their own.',
        name,
        String(language),
      ),
    );
  }
  const given = isObject(own)
    ? { v: 1, ...own, statistics, general: general ?? usual.general }
    : own;
  const read = readPhrasings(given, name);
  const ours = {
    hasOwnGeneral: general !== undefined || read.language !== usual.language,
    own: new Set(read.statistics.keys()),
  };
  if (read.language !== usual.language) return { ...read, ...ours };
  return { ...read, ...ours, statistics: new Map([...usual.statistics, ...read.statistics]) };
}

/**
 * Reads phrasings.json: `statistics` and, of the same shape, `further`; `general` for all others.
 *
 * @param name What messages call the file.
 * @throws UserError that names the statistic and phrasing: not JSON, a key missing, a phrasing without
 *   `{entity}`, or two alike.
 */
export const parsePhrasings = (text: string, name: string): Phrasings =>
  readPhrasings(parseJson(text, name), name);

function readPhrasings(file: unknown, name: string): Phrasings {
  const fail = (what: Sentence): never => {
    throw new UserError(say('{0}: {1}.', name, what));
  };
  if (!isObject(file) || file.v !== 1 || !isObject(file.statistics)) {
    return fail(say('expected an object with "v": 1, "statistics" and "general"'));
  }
  const { language = 'en', further = {} } = file;
  if (typeof language !== 'string') return fail(say('"language" must be text'));
  if (!isObject(further)) return fail(say('"further" must be an object'));
  const statistics = [...Object.entries(file.statistics), ...Object.entries(further)].map(
    ([id, value]) => [id, readLists(value, { of: id, needs: ['{entity}'], fail })] as const,
  );
  const needs = ['{entity}', '{statistic}'];
  return {
    language,
    statistics: new Map(statistics),
    general: readLists(file.general, { of: 'general', needs, fail }),
    hasOwnGeneral: false,
    own: new Set(),
  };
}

interface ListsContext {
  readonly of: string;
  readonly needs: readonly string[];
  readonly fail: (what: Sentence) => never;
}

function readLists(value: unknown, { of, needs, fail }: ListsContext): PhrasingLists {
  if (!isObject(value) || !isTexts(value.train) || !isTexts(value.held)) {
    return fail(say('"{0}" needs "train" and "held", each a list of phrasings', of));
  }
  const { train, held, more = [] } = value;
  if (!isTexts(more)) return fail(say('"more" of "{0}" must be a list of phrasings', of));
  if (train.length === 0) {
    return fail(say('"{0}" has no phrasing to train on', of));
  }
  const seen = new Set<string>();
  for (const template of [...train, ...held, ...more]) {
    const lacking = needs.find((placeholder) => !template.includes(placeholder));
    if (lacking !== undefined) {
      return fail(say('"{0}": the phrasing “{1}” lacks {2}', of, template, lacking));
    }
    if (seen.has(template)) {
      return fail(say('"{0}": the phrasing “{1}” is there twice', of, template));
    }
    seen.add(template);
  }
  return { train, held, more };
}

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');
