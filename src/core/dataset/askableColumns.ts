import { slugs } from '../common/slug.ts';
import { isStarElsewhere } from '../table/notOutStar.ts';
import { isUsual, knownStatistics, normalizeHeader } from '../table/knownStatistics.ts';
import type { TableReading } from '../table/table.ts';
import type { Column } from '../table/column.ts';
import { UserError } from '../common/userError.ts';

/** A column of a table that questions can be asked about. */
export interface Askable {
  /** The known statistic's id, otherwise a slug of the header. */
  readonly id: string;
  /** What a person reads, and what a general phrasing calls it. */
  readonly title: string;
  readonly column: Column;
}

/**
 * Every column but the entity's, known statistics first and in their order. Of two columns that hold
 * one statistic the first is it; the other is asked under its own header.
 */
export function askablesOf(table: TableReading): readonly Askable[] {
  const { known } = table.scanned;
  const asKnown = knownStatistics.flatMap(({ id, title }) => {
    const column = known.get(id);
    return column === undefined || column === table.entityColumn ? [] : [{ id, title, column }];
  });
  const taken = new Set([table.entityColumn, ...asKnown.map(({ column }) => column)]);
  return [...asKnown, ...nameOthers(table.columns.filter((column) => !taken.has(column)))];
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
 * What is asked unless something is chosen: the usual statistics that the table has, less those that
 * cannot be what their header says. A table that is about something else is asked about every column
 * that is neither an index nor a flag of another.
 */
export function usualAskables(table: TableReading): readonly Askable[] {
  const impossible = new Set(
    table.warnings.flatMap((warning) => (warning.impossible ? [warning.column] : [])),
  );
  const hasValues = new Map(table.scanned.readings.map((r) => [r.column, r.values > 0]));
  const askables = askablesOf(table).filter(
    ({ column }) => !impossible.has(column.name) && hasValues.get(column) !== false,
  );
  const usual = askables.filter(({ id }) =>
    knownStatistics.some((statistic) => statistic.id === id && isUsual(statistic)),
  );
  if (usual.length > 0) return usual;
  const countsRows = new Set(
    table.scanned.readings.filter((r) => r.countsRows).map(({ column }) => column),
  );
  return askables.filter(({ column }) => !countsRows.has(column) && !isStarElsewhere(column.name));
}

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
  const list = `It has: ${askables.map(({ id }) => id).join(', ') || 'only the entity column'}.`;
  if (chosen === undefined) {
    const usual = usualAskables(table);
    if (usual.length === 0) {
      const left = table.problems
        .filter(({ line }) => line === 1)
        .map(
          ({ column = '', reason }) => ` ${column === '' ? 'Line 1' : `“${column}”`}: ${reason}.`,
        );
      throw new UserError(
        `${table.name} has no column to ask about. ${list}${left.join('')} Choose from these in cricketLora.dataset.statistics.`,
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
