import type { CsvRecord } from '../csv/csvRecord.ts';
import type { ProblemList } from './tableProblems.ts';
import { countOf } from '../common/formatNumbers.ts';
import { isStarElsewhere } from './notOutStar.ts';
import { type Discipline, statisticOf } from './knownStatistics.ts';
import type { Column } from './column.ts';

/** The columns that one name leads to. */
export function readColumns(header: CsvRecord, problems: ProblemList): Column[] {
  const all = header.cells.map((cell, index) => ({ name: cell.trim(), index }));
  const counts = new Map<string, number>();
  for (const { name } of all) {
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  for (const [column, count] of counts) {
    if (column === '') {
      const unnamed = countOf(count, 'column has', 'columns have');
      problems.add('columns', { line: header.line, reason: `${unnamed} no name: left out` });
    } else if (count > 1) {
      const reason = `${count} columns have this name: all are left out`;
      problems.add('columns', { line: header.line, column, reason });
    }
  }
  return all.filter(({ name }) => name !== '' && counts.get(name) === 1);
}

/** Where a table has known statistics, by their ids. Of two columns that hold one the first is it. */
export function knownColumns(
  columns: readonly Column[],
  discipline: Discipline,
): Map<string, Column> {
  const isStarApart = columns.some(({ name }) => isStarElsewhere(name));
  const known = new Map<string, Column>();
  for (const column of columns) {
    const id = statisticOf(column.name, discipline)?.id;
    if (id === undefined || known.has(id) || (id === 'highest-score' && isStarApart)) continue;
    known.set(id, column);
  }
  return known;
}
