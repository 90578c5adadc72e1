import { askablesOf } from '../dataset/askableColumns.ts';
import type { AnswerForm } from '../dataset/generateOptions.ts';
import { groupThousands, isGrouped } from '../dataset/thousandsSeparators.ts';
import { valueOf } from '../reading/cell.ts';
import type { Row, TableReading } from '../table/table.ts';
import type { LookedUpRow } from './rowFinder.ts';

/** Characters of a value that a model is shown: more would leave no room for the others. */
const longestValue = 300;
/** Values of a row that a model is shown. */
const mostCells = 100;

/**
 * A table's rows as a model reads them: values as the goldens are written, each under its header and,
 * where questions call it otherwise, under their words for it.
 */
export function rowTextsOf(
  table: TableReading,
  answers: AnswerForm = 'as written',
): (row: Row) => LookedUpRow {
  const askables = new Map(askablesOf(table).map((askable) => [askable.column, askable]));
  const columns = table.columns.map((column) => {
    const askable = askables.get(column);
    const grouped =
      answers === 'thousands' &&
      askable !== undefined &&
      isGrouped(askable, table.scanned.readings);
    return { column, header: headerOf(column.name, askable?.title), grouped };
  });
  return (row) => ({
    row: row.row,
    name: row.entity,
    cells: columns
      .flatMap(({ column, header, grouped }) => {
        const value = valueOf(row, column);
        if (value === undefined) return [];
        return [[header, inOneLine(grouped ? groupThousands(value) : value)] as const];
      })
      .slice(0, mostCells),
  });
}

/** `50 (Fifties)`, `Runs`. */
const headerOf = (name: string, title = name): string =>
  inOneLine(title.toLowerCase() === name.toLowerCase() ? name : `${name} (${title})`);

/**
 * A line break in a cell would make one row look like two. All else stays as the golden has it, among it
 * what joins letters of Hindi and Persian and the parts of a flag.
 */
function inOneLine(text: string): string {
  const line = text.replaceAll(/(?:[^\P{Cc}\t]|[\u2028-\u202e\u2066-\u2069])+/gu, ' ').trim();
  if (line.length <= longestValue) return line;
  // Half a letter is none that a tokenizer takes.
  return `${line.slice(0, longestValue).replace(/[\ud800-\udbff]$/, '')}…`;
}
