import { say, joined, spoken, type Text } from '../common/sentence.ts';
import { slugs } from '../common/slug.ts';
import { UserError } from '../common/userError.ts';
import type { Column } from '../reading/column.ts';
import { isUsual, knownStatistics, normalizeHeader } from '../reading/knownStatistics.ts';
import { isAmount, type ColumnMeaning } from '../reading/understand.ts';
import type { TableReading } from '../table/table.ts';

/** A column of a table that questions can be asked about. */
export interface Askable {
  /** The known statistic's id, otherwise a slug of the header. */
  readonly id: string;
  /** What a person reads, and what a general phrasing calls it. */
  readonly title: string;
  readonly column: Column;
  readonly meaning: ColumnMeaning;
}

/**
 * Every column that is not part of the rows' names, known statistics first and in their order. Of two
 * columns that hold one statistic the first is it; the other is asked under its own header.
 */
export function askablesOf(table: TableReading): readonly Askable[] {
  const { meanings } = table.scanned.understanding;
  const asKnown = knownStatistics.flatMap(({ id, title }) => {
    const meaning = meanings.find(({ statistic }) => statistic?.id === id);
    return meaning === undefined ? [] : [{ id, title, column: meaning.column, meaning }];
  });
  const others = meanings.filter(
    ({ role, statistic }) =>
      statistic === undefined && role !== 'name' && role !== 'key' && role !== 'tells apart',
  );
  // A column that tells apart only those of one name is a fact of all others.
  const apart = meanings.filter(({ role }) => role === 'tells apart');
  const isCricket = table.scanned.understanding.domain.id === 'cricket';
  const reserved = isCricket ? knownStatistics.map(({ id }) => id) : [];
  return [...asKnown, ...nameOthers([...others, ...apart], new Set(reserved))];
}

/** In a table of cricket, ids of its statistics are never given to another column. */
function nameOthers(meanings: readonly ColumnMeaning[], reserved: ReadonlySet<string>): Askable[] {
  const inOrder = [...meanings].sort((a, b) => a.column.index - b.column.index);
  const ids = slugs(inOrder.map(({ column }) => column.name));
  const taken = new Set(ids.values());
  return inOrder.map((meaning) => {
    const { column, asked } = meaning;
    const wanted = ids.get(column.name) ?? '';
    let id = wanted;
    for (let n = 2; reserved.has(id) || (id !== wanted && taken.has(id)); n++)
      id = `${wanted}-${n}`;
    return { id, title: asked.statistic, column, meaning };
  });
}

/** Why a column that could be asked about is not, unless it is chosen; undefined for one that is. */
export function whyNotAsked(table: TableReading, { column, meaning }: Askable): Text | undefined {
  const warning = table.warnings.find((one) => one.impossible && one.column === column.name);
  if (warning !== undefined) return warning.message;
  const values = table.scanned.readings.find((one) => one.column === column)?.values;
  if (values === 0) return say('has no value in any row');
  if (meaning.notAsked !== undefined) return meaning.notAsked;
  if (table.scanned.understanding.domain.id !== 'cricket') return undefined;
  if (meaning.statistic === undefined) {
    const isStarApart = table.warnings.some(({ message }) =>
      spoken(message).startsWith('keeps the not-out'),
    );
    if (isStarApart && /high/i.test(column.name)) return say('its star is kept in another column');
    return isAmount(meaning) ? undefined : say('no statistic of cricket');
  }
  return isUsual(meaning.statistic) ? undefined : say('not among the usual statistics');
}

/**
 * What is asked unless something is chosen: of a cricket table its usual statistics and other numbers,
 * of any other all that is neither made for machines nor empty.
 */
const usualAskables = (table: TableReading): readonly Askable[] =>
  askablesOf(table).filter((askable) => whyNotAsked(table, askable) === undefined);

/**
 * What to ask about a table: the chosen ids or headers in their order, or else the usual ones.
 *
 * @throws UserError that lists what there is to ask, when a chosen one is not there or nothing is.
 */
export function chooseAskables(
  table: TableReading,
  chosen: readonly string[] | undefined,
): readonly Askable[] {
  const askables = askablesOf(table);
  const list =
    askables.length === 0
      ? say('It has: only the entity column.')
      : say('It has: {0}.', askables.map(({ id }) => id).join(', '));
  if (chosen === undefined) {
    const usual = usualAskables(table);
    if (usual.length === 0) {
      const left = askables.flatMap((askable) => {
        const why = whyNotAsked(table, askable);
        return why === undefined ? [] : [say(' “{0}”: {1}.', askable.column.name, why)];
      });
      throw new UserError(
        say(
          '{0} has no column to ask about. {1}{2} Choose from these in cricketLora.dataset.statistics.',
          table.name,
          list,
          joined(left, ''),
        ),
        'open settings',
      );
    }
    return usual;
  }
  const found = chosen.map((wanted) => {
    const askable =
      askables.find(({ id }) => id === wanted) ??
      askables.find(({ column }) => normalizeHeader(column.name) === normalizeHeader(wanted));
    if (askable === undefined) {
      throw new UserError(
        say(
          '{0} has no statistic “{1}”, which cricketLora.dataset.statistics asks for. {2}',
          table.name,
          wanted,
          list,
        ),
        'open settings',
      );
    }
    return askable;
  });
  if (found.length === 0) {
    throw new UserError(
      say(
        'cricketLora.dataset.statistics is empty. Name what to ask about {0}. {1}',
        table.name,
        list,
      ),
      'open settings',
    );
  }
  return [...new Set(found)];
}
