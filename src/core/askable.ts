import { slugs } from './slug.ts';
import {
  defaultStatistics,
  knownStatistics,
  normalizeHeader,
  type Statistic,
  statisticOf,
} from './statistics.ts';
import type { Column, Table } from './table.ts';
import { UserError } from './userError.ts';

/** A column of a table that questions can be asked about. */
export interface Askable {
  /** The known statistic's id, otherwise a slug of the header. */
  readonly id: string;
  /** What a person reads, and what a general wording calls it. */
  readonly title: string;
  readonly column: Column;
}

/**
 * Every column but the entity's, known statistics first and in their order. Of two columns that hold
 * one statistic the first is it; the other is asked under its own header.
 */
export function askablesOf(table: Table): readonly Askable[] {
  const columns = table.columns.filter(({ index }) => index !== table.entityColumn.index);
  const known = new Map<Statistic, Column>();
  for (const column of columns) {
    const statistic = statisticOf(column.name);
    if (statistic !== undefined && !known.has(statistic) && !isStarElsewhere(statistic, columns)) {
      known.set(statistic, column);
    }
  }
  const asKnown = knownStatistics.flatMap((statistic) => {
    const column = known.get(statistic);
    return column === undefined ? [] : [{ id: statistic.id, title: statistic.title, column }];
  });
  const others = columns.filter((column) => !asKnown.some((askable) => askable.column === column));
  return [...asKnown, ...nameOthers(others)];
}

/** Ids of the known statistics are never given to another column, even where the table lacks them. */
function nameOthers(columns: readonly Column[]): Askable[] {
  const ids = slugs(columns.map(({ name }) => name));
  const reserved = new Set(knownStatistics.map(({ id }) => id));
  return columns.map((column) => {
    const id = ids.get(column.name) ?? '';
    return { id: reserved.has(id) ? `${id}-column` : id, title: column.name, column };
  });
}

/**
 * Some tables keep a highest score's star in a flag beside it. Wordings that ask for the star would
 * then have wrong goldens.
 */
const isStarElsewhere = (statistic: Statistic, columns: readonly Column[]): boolean =>
  statistic.id === 'highest-score' &&
  columns.some(({ name }) => /^(hs|high(est)?score)(is)?notout$/.test(normalizeHeader(name)));

/**
 * What to ask about a table: the chosen ids or headers in their order, or else the usual statistics
 * that it has.
 *
 * @throws UserError that lists what there is to ask, when a chosen one is not there or nothing is.
 */
export function chooseAskables(
  table: Table,
  chosen: readonly string[] | undefined,
): readonly Askable[] {
  const askables = askablesOf(table);
  const list = `It has: ${askables.map(({ id }) => id).join(', ') || 'only the entity column'}.`;
  if (chosen === undefined) {
    const usual = askables.filter(({ id }) => defaultStatistics.includes(id));
    if (usual.length === 0) {
      throw new UserError(
        `${table.name} has no column that holds a known statistic. ${list} Choose from these in cricketLora.dataset.statistics.`,
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
        `${table.name} has no statistic “${wanted}”, which cricketLora.dataset.statistics asks for. ${list}`,
        'open settings',
      );
    }
    return askable;
  });
  if (found.length === 0) {
    throw new UserError(
      `cricketLora.dataset.statistics is empty. Name what to ask about ${table.name}. ${list}`,
      'open settings',
    );
  }
  return [...new Set(found)];
}
