import { cricket, sayFormat } from '../reading/domain.ts';
import { oddAskings, unknownLanguage } from './unknownData.ts';

/** What of a table these questions are made of. */
export interface KnowingTable {
  /** Of its domain, as `cricket`. */
  readonly domain: string;
  /** Of its phrasings. */
  readonly language: string;
  /** Ids of all statistics that it has, asked or not. */
  readonly statistics: ReadonlySet<string>;
  readonly headers: readonly string[];
  /** Templates with `{entity}` by the statistic's id. */
  readonly phrasings: ReadonlyMap<string, { readonly train: readonly string[] }>;
}

/** A question about something that a table does not say of anyone. */
export interface AbsentAsking {
  /** As a statistic's id. */
  readonly id: string;
  /** Undefined where the model question cannot be changed so. */
  readonly ask: (name: string, model: string) => string | undefined;
}

/**
 * What can be asked of a table's names and not be answered: statistics of its domain that it lacks, its
 * own statistics in another format of the game, and what no such table says.
 */
export function absentAskings(table: KnowingTable): readonly AbsentAsking[] {
  if (table.language !== unknownLanguage) return [];
  const headers = table.headers.join(' ').toLowerCase();
  const odd = oddAskings
    .filter(({ of }) => of.every((word) => !headers.includes(word)))
    .map(({ of, ask }) => fromTemplate(of[0] ?? 'other', ask));
  if (table.domain !== 'cricket') return odd;
  const lacking = [...table.phrasings]
    .filter(([id]) => !table.statistics.has(id))
    .flatMap(([id, { train }]) => train.slice(0, 1).map((template) => fromTemplate(id, template)));
  return alternate(alternate(lacking, formatAskings), odd);
}

const fromTemplate = (id: string, template: string): AbsentAsking => ({
  id,
  ask: (name) => template.replaceAll('{entity}', () => name),
});

/** A Test question asked of ODIs, and so on; phrasings are written of Tests. */
const formatAskings: readonly AbsentAsking[] = cricket.formats
  .filter(({ name }) => name !== undefined)
  .map((format) => ({
    id: `in-${format.id}`,
    ask: (_, model) => {
      const said = sayFormat(model, format);
      return said === model ? undefined : said;
    },
  }));

/** One of each list in turn, so that either half of the result holds both. */
function alternate<Item>(first: readonly Item[], second: readonly Item[]): readonly Item[] {
  const longest = Math.max(first.length, second.length);
  return Array.from({ length: longest }, (_, at) => [first[at], second[at]])
    .flat()
    .filter((item) => item !== undefined);
}
