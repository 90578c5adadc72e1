import type { Draws } from '../common/draws.ts';
import type { Row } from '../table/table.ts';
import type { PhrasingLists } from '../dataset/phrasings.ts';
import { cricket, type MatchFormat, sayFormat } from '../reading/domain.ts';
import { lackingAskings, oddAskings, unknownLanguage } from './unknownData.ts';

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
  readonly phrasings: ReadonlyMap<string, Pick<PhrasingLists, 'train' | 'more'>>;
  /** That all of its rows are of, where these are of one: their facts are asked in it. */
  readonly format: MatchFormat | undefined;
  /** What a statistic is called, by its id. */
  readonly saidOf: (statistic: string) => string;
  /** What a row’s entity is called in full, where a column says it. */
  readonly fullNameOf: (row: Row) => string | undefined;
}

/** What a question of the table asks, and the format that its row is of, in a table of cricket. */
export interface ModelAsking {
  readonly asked: string;
  readonly statistic: string;
  readonly format: MatchFormat | undefined;
}

/** A question about something that a table does not say of anyone. */
export interface AbsentAsking {
  /** As a statistic's id. */
  readonly id: string;
  /** Whether the id is the name of what is asked for. */
  readonly isNamed: boolean;
  /** Undefined where the model question cannot be changed so. */
  readonly ask: (name: string, model: ModelAsking, draws: Draws) => string | undefined;
}

/** Of each sort a list. `held` is asked and never trained: nothing of it is in `trained`. */
export interface AbsentAskings {
  readonly trained: readonly (readonly AbsentAsking[])[];
  readonly held: readonly (readonly AbsentAsking[])[];
}

/**
 * What can be asked of a table's names and not be answered: statistics of its domain that it lacks, its
 * own statistics in another format of the game, and what no such table says. Each in three of four is
 * trained.
 *
 * @param formats ids of those that rows are of, in a table that says it of each
 */
export function absentAskings(table: KnowingTable, formats: ReadonlySet<string>): AbsentAskings {
  const all = listsOf(table, formats);
  const part = (isOfPart: (at: number) => boolean): AbsentAskings['held'] =>
    all
      .map((askings) => askings.filter((_, at) => isOfPart(at)))
      .filter((askings) => askings.length > 0);
  const isHeld = (at: number): boolean => at % 4 === 1;
  return { trained: part((at) => !isHeld(at)), held: part(isHeld) };
}

function listsOf(
  table: KnowingTable,
  formats: ReadonlySet<string>,
): readonly (readonly AbsentAsking[])[] {
  if (table.language !== unknownLanguage) return [];
  const headers = table.headers.join(' ').toLowerCase();
  const absent = (askings: typeof oddAskings) =>
    askings
      .filter(({ of }) => of.every((word) => !headers.includes(word)))
      .map(({ of, ask }, at) => fromTemplates(`${of[0] ?? 'other'}-${at + 1}`, [ask], false));
  const odd = absent(oddAskings);
  if (table.domain !== 'cricket') return [odd];
  const lacking = [...table.phrasings]
    .filter(([id]) => !table.statistics.has(id))
    .map(([id, { train, more }]) => fromTemplates(id, [...train, ...more], true));
  return [lacking, absent(lackingAskings(table.domain)), formatAskings(table, formats), odd];
}

/** In words for the model's format, if they can be: templates are written of Tests. */
const fromTemplates = (
  id: string,
  templates: readonly string[],
  isNamed: boolean,
): AbsentAsking => ({
  id,
  isNamed,
  ask: (name, { format }, draws) => {
    const template = draws.of(templates);
    const said = format === undefined ? template : sayFormat(template, format);
    const isOfOther = format?.name !== undefined && /\bTests?\b/.test(said);
    return isOfOther ? undefined : said.replaceAll('{entity}', () => name);
  },
});

/** A question of the table asked of another format than its rows are of. */
function formatAskings(table: KnowingTable, formats: ReadonlySet<string>): AbsentAsking[] {
  const own = new Set([...formats, ...(table.format ? [table.format.id] : [])]);
  return (
    cricket.formats
      .filter(({ id }) => !own.has(id))
      // Where no format is said, it is Tests that are asked of.
      .filter(({ name }) => name !== undefined || own.size > 0)
      .map((format) => ({
        id: `in-${format.id}`,
        isNamed: false,
        ask: (name, { asked, statistic, format: of }, draws) => {
          if (of?.name === undefined) {
            const said = sayFormat(asked, format);
            return said === asked ? undefined : said;
          }
          // Phrasings are written of Tests; one that says no format would be answered by the table.
          const { train = [] } = table.phrasings.get(statistic) ?? {};
          const ofTests = train.filter((one) => sayFormat(one, of) !== one);
          if (ofTests.length === 0) return undefined;
          return sayFormat(draws.of(ofTests), format).replaceAll('{entity}', () => name);
        },
      }))
  );
}
