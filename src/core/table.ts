import { type CsvRecord, parseCsv } from './csv.ts';
import { findEntityColumn } from './entityColumn.ts';
import { UserError } from './userError.ts';

/** A CSV of statistics whose entity column is a key. */
export interface Table {
  /** What messages call the file. */
  readonly name: string;
  /** Columns with a name of their own, in the file's order, the entity's among them. */
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  readonly entityColumn: Column;
  /** What was left out, and why, by line. */
  readonly problems: readonly TableProblem[];
}

export interface Column {
  /** The header, trimmed. */
  readonly name: string;
  /** 0-based place among the cells of a record. */
  readonly index: number;
}

export interface Row {
  /** 1-based number of the data row: the header and blank lines are not counted, rows left out are. */
  readonly row: number;
  /** 1-based line of the file on which it begins. */
  readonly line: number;
  /** The entity's name, trimmed. */
  readonly entity: string;
  /** Every cell exactly as written, in the file's order. */
  readonly cells: readonly string[];
}

export interface TableProblem {
  /** 1-based line of the file. */
  readonly line: number;
  /** Header of the column, where one cell or column is meant and not the row. */
  readonly column?: string;
  readonly reason: string;
}

export interface ParseTableOptions {
  /** What messages call the file. */
  readonly name: string;
  /** Header of the column that names the entities; found when absent. */
  readonly entityColumn?: string | undefined;
}

/**
 * Reads a table from CSV text. What cannot be used is left out and listed in `problems`, so that no
 * golden can be wrong: ragged rows, rows without an entity, entities whose rows contradict each
 * other, columns without a name or with a shared one, cells without a value.
 *
 * @throws UserError when the text is empty, has a header only, has a broken quote, names no entity
 *   column, or has no row left.
 */
export function parseTable(text: string, { name, entityColumn }: ParseTableOptions): Table {
  const [header, ...records] = parseCsv(text, name);
  if (header === undefined) {
    throw new UserError(
      `${name} is empty. Expected a CSV with a header line and one row for each player.`,
    );
  }
  if (records.length === 0) {
    throw new UserError(`${name} holds a header only. Expected one row for each player below it.`);
  }
  const problems: TableProblem[] = [];
  const columns = readColumns(header, problems);
  const whole = dropRagged(header, records, problems);
  const key = findEntityColumn({ name, columns, records: whole, wanted: entityColumn });
  const named = dropUnnamed(key, whole, problems);
  const rows = dropDuplicates(key, { columns, rows: named }, problems);
  if (rows.length === 0) {
    throw new UserError(
      `${name} has no row that can be used: ${problems.map(describeProblem).slice(-3).join('; ')}.`,
    );
  }
  listMissingCells(header, { columns, rows }, problems);
  problems.sort((a, b) => a.line - b.line);
  return { name, columns, rows, entityColumn: key, problems };
}

/** A cell's value as goldens carry it: without surrounding space, undefined where there is none. */
export function valueOf(row: Row, column: Column): string | undefined {
  const value = (row.cells[column.index] ?? '').trim();
  return isMissing(value) ? undefined : value;
}

/** One line for a message or a log: `line 7, Runs: is blank: the cell is left out`. */
export const describeProblem = ({ line, column, reason }: TableProblem): string =>
  `line ${line}${column === undefined ? '' : `, ${column}`}: ${reason}`;

/** Blank, a dash, or what other programs write for "no value". */
const isMissing = (value: string): boolean => /^(|[-–—]+|n\/?a|nan|inf)$/i.test(value);

/** The columns that one name leads to. */
function readColumns(header: CsvRecord, problems: TableProblem[]): Column[] {
  const all = header.cells.map((cell, index) => ({ name: cell.trim(), index }));
  const counts = new Map<string, number>();
  for (const { name } of all) {
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  for (const [column, count] of counts) {
    if (column === '') {
      const unnamed = count === 1 ? '1 column has' : `${count} columns have`;
      problems.push({ line: header.line, reason: `${unnamed} no name: left out` });
    } else if (count > 1) {
      const reason = `${count} columns have this name: all are left out`;
      problems.push({ line: header.line, column, reason });
    }
  }
  return all.filter(({ name }) => name !== '' && counts.get(name) === 1);
}

function dropRagged(
  header: CsvRecord,
  records: readonly CsvRecord[],
  problems: TableProblem[],
): NumberedRecord[] {
  const width = header.cells.length;
  return records.flatMap((record, index) => {
    const { line, cells } = record;
    // A comma at the end of each row is common and takes nothing away.
    const surplus = cells.slice(width).some((cell) => cell.trim() !== '');
    if (cells.length < width || surplus) {
      const count = cells.length === 1 ? '1 cell' : `${cells.length} cells`;
      const reason = `the row has ${count}, the header ${width}: the row is left out`;
      problems.push({ line, reason });
      return [];
    }
    return [{ row: index + 1, line, cells: cells.slice(0, width) }];
  });
}

interface NumberedRecord extends CsvRecord {
  readonly row: number;
}

function dropUnnamed(
  key: Column,
  records: readonly NumberedRecord[],
  problems: TableProblem[],
): Row[] {
  return records.flatMap(({ row, line, cells }) => {
    const entity = (cells[key.index] ?? '').trim();
    if (isMissing(entity)) {
      problems.push({ line, column: key.name, reason: 'names nobody: the row is left out' });
      return [];
    }
    return [{ row, line, entity, cells }];
  });
}

/**
 * Of rows with one name, the first is kept when all say the same; when they differ (two men of one
 * name, or a correction) none is, because nobody can tell which value a question would mean.
 */
function dropDuplicates(
  key: Column,
  { columns, rows }: Pick<Table, 'columns' | 'rows'>,
  problems: TableProblem[],
): Row[] {
  const byEntity = new Map<string, Row[]>();
  for (const row of rows) {
    const same = byEntity.get(row.entity);
    if (same === undefined) {
      byEntity.set(row.entity, [row]);
    } else {
      same.push(row);
    }
  }
  return [...byEntity.values()]
    .flatMap((same) => {
      const [first, ...others] = same;
      if (first === undefined || others.length === 0) {
        return same;
      }
      const agree = others.every(({ cells }) =>
        columns.every(({ index }) => cells[index] === first.cells[index]),
      );
      const lines = same.map(({ line }) => line).join(', ');
      const reason = agree
        ? `repeats the row of ${first.entity} on line ${first.line}: left out`
        : `${first.entity} has ${same.length} different rows (lines ${lines}): all are left out`;
      for (const { line } of agree ? others : same) {
        problems.push({ line, column: key.name, reason });
      }
      return agree ? [first] : [];
    })
    .sort((a, b) => a.row - b.row);
}

function listMissingCells(
  header: CsvRecord,
  { columns, rows }: Pick<Table, 'columns' | 'rows'>,
  problems: TableProblem[],
): void {
  for (const column of columns) {
    const missing = rows.filter((row) => valueOf(row, column) === undefined);
    if (missing.length === rows.length) {
      const reason = 'has no value in any row: the column is left out';
      problems.push({ line: header.line, column: column.name, reason });
      continue;
    }
    for (const { line, cells } of missing) {
      const text = (cells[column.index] ?? '').trim();
      const reason = `${text === '' ? 'blank' : `holds “${text}”`}: the cell is left out`;
      problems.push({ line, column: column.name, reason });
    }
  }
}
