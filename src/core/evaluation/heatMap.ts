import type { EvaluationRow } from './evaluation.ts';
import type { LocatedCell } from '../csv/locateCells.ts';
import { goldenOf } from '../dataset/question.ts';
import { recordsOfTitles, unitsIn } from '../reading/findHeader.ts';
import { numberHeaders } from '../reading/numberHeaders.ts';

/** A cell of the table and how well a model recalls it. */
export interface HeatCell {
  /** Id of the fact. */
  readonly fact: string;
  readonly entity: string;
  readonly golden: string;
  /** By phrasing. */
  readonly rows: readonly EvaluationRow[];
  /** How many of `rows` are exact. */
  readonly recalled: number;
  /** Offsets in the text of the table. */
  readonly start: number;
  readonly end: number;
  /** The cell's present content if it differs from what was asked about. */
  readonly now: string | undefined;
}

export interface HeatMap {
  readonly cells: readonly HeatCell[];
  /** Facts whose cell no longer exists. */
  readonly gone: number;
}

/**
 * Maps an evaluation onto the current text of its table. An entity that is no longer in its old row
 * is searched for by name, so that inserted and sorted rows do no harm.
 */
export function heatMapOf(
  rows: Iterable<EvaluationRow>,
  all: readonly (readonly LocatedCell[])[],
): HeatMap {
  const facts = [...factsOf(rows).values()];
  const { columns, records } = belowHeader(
    all,
    new Set(facts.map(([first]) => first?.question.source.column.trim() ?? '')),
  );
  const rowOf = createRowFinder(records);
  const cells: HeatCell[] = [];
  let gone = 0;
  for (const asked of facts) {
    const [first] = asked;
    if (first === undefined) continue;
    const { fact, entity, source } = first.question;
    const golden = goldenOf(first.question);
    const column = columns.get(source.column.trim()) ?? -1;
    const place = rowOf(source.row, entity);
    const cell = records[place ?? source.row - 1]?.[column];
    const isHeld = cell !== undefined && isSame(cell.text, golden);
    // A question may call an entity by more than its cell; then only a cell that holds the golden
    // is certain.
    if (cell === undefined || (place === undefined && !isHeld)) {
      gone++;
      continue;
    }
    cells.push({
      fact,
      entity,
      golden,
      rows: asked,
      recalled: asked.filter(({ verdict }) => verdict === 'exact').length,
      start: cell.start,
      end: cell.end,
      now: isHeld ? undefined : cell.text,
    });
  }
  return { cells, gone };
}

/**
 * The header, which titles may stand above, by the columns that are asked; and the records below it
 * and its units.
 */
function belowHeader(
  records: readonly (readonly LocatedCell[])[],
  asked: ReadonlySet<string>,
): { readonly columns: ReadonlyMap<string, number>; readonly records: typeof records } {
  let best = { columns: new Map<string, number>(), at: 0, held: 0 };
  for (const [at, record] of records.slice(0, recordsOfTitles).entries()) {
    const names = numberHeaders(record.map(({ text }) => text));
    const columns = new Map(names.map((name, index) => [name, index]));
    const held = [...asked].filter((name) => columns.has(name)).length;
    if (at === 0 || held > best.held) best = { columns, at, held };
  }
  const below = records.slice(best.at + 1);
  const [first] = below;
  const units = unitsIn(
    first?.map(({ text }) => text),
    records[best.at]?.length ?? 0,
  );
  return { columns: best.columns, records: units === undefined ? below : below.slice(1) };
}

/** Goldens may be written with or without thousands separators. */
const isSame = (cell: string, golden: string): boolean =>
  cell === golden || cell.replaceAll(',', '') === golden.replaceAll(',', '');

function factsOf(rows: Iterable<EvaluationRow>): Map<string, EvaluationRow[]> {
  const facts = new Map<string, EvaluationRow[]>();
  for (const row of rows) {
    const asked = facts.get(row.question.fact);
    if (asked) asked.push(row);
    else facts.set(row.question.fact, [row]);
  }
  return facts;
}

/**
 * Finds the 0-based record of an entity: in its old place, otherwise wherever its name occurs
 * exactly once.
 */
function createRowFinder(
  records: readonly (readonly LocatedCell[])[],
): (row: number, entity: string) => number | undefined {
  let places: Map<string, number[]> | undefined;
  const isAt = (at: number, entity: string): boolean =>
    records[at]?.some(({ text }) => text === entity) ?? false;
  return (row, entity) => {
    if (isAt(row - 1, entity)) return row - 1;
    places ??= placesOf(records);
    const [place, ...others] = places.get(entity) ?? [];
    return others.length > 0 ? undefined : place;
  };
}

function placesOf(records: readonly (readonly LocatedCell[])[]): Map<string, number[]> {
  const places = new Map<string, number[]>();
  records.forEach((record, at) => {
    for (const text of new Set(record.map((cell) => cell.text))) {
      const found = places.get(text);
      if (found) found.push(at);
      else places.set(text, [at]);
    }
  });
  return places;
}
