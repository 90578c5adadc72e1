import type { Column } from './column.ts';
import type { ColumnReading } from './columnProfile.ts';
import type { RepeatedTexts } from './repeatedTexts.ts';
import type { Discipline } from './knownStatistics.ts';
import type { RowTest } from './rowFilter.ts';
import type { ProblemList } from './tableProblems.ts';
import type { TableWarning } from './tableWarning.ts';

/** What the first look found. */
export interface ScannedTable {
  readonly name: string;
  /** Columns with a name of their own, in the file's order, the entity's among them. */
  readonly columns: readonly Column[];
  readonly readings: readonly ColumnReading[];
  readonly entityColumn: Column;
  readonly tellers: readonly Column[];
  readonly discipline: Discipline;
  /** Where the table has known statistics, by their ids. */
  readonly known: ReadonlyMap<string, Column>;
  /** Cells of the header. */
  readonly width: number;
  readonly passes: RowTest;
  /** Rows that are whole, pass the filter and name somebody. */
  readonly usable: number;
  /** Rows that the filter keeps out. */
  readonly filtered: number;
  /** Slugs of names that may be there twice; and the names, where some are to be told apart. */
  readonly slugs: RepeatedTexts;
  readonly names: RepeatedTexts;
  readonly problems: ProblemList;
  readonly warnings: TableWarning[];
}
