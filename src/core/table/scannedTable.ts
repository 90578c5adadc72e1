import type { Damage } from '../reading/damage.ts';
import type { Column } from '../reading/column.ts';
import type { Discipline } from '../reading/knownStatistics.ts';
import type { Understanding } from '../reading/understand.ts';
import type { ColumnReading } from './columnProfile.ts';
import type { RepeatedTexts } from './repeatedTexts.ts';
import type { RowTest } from './rowFilter.ts';
import type { ProblemList } from './tableProblems.ts';
import type { TableWarning } from './tableWarning.ts';

/** What the first look found. */
export interface ScannedTable {
  readonly name: string;
  /** What the columns are, what names a row, what the table is about. */
  readonly understanding: Understanding;
  /** Columns with a name, in the file's order, the entity's among them. */
  readonly columns: readonly Column[];
  readonly readings: readonly ColumnReading[];
  /** The first of those that name the rows. */
  readonly entityColumn: Column;
  readonly tellers: readonly Column[];
  readonly discipline: Discipline;
  /** Where the table has known statistics, by their ids. */
  readonly known: ReadonlyMap<string, Column>;
  /** Cells of the header. */
  readonly width: number;
  /** Of the header, or of the units below it: rows come after it. */
  readonly lastHeadLine: number;
  readonly passes: RowTest;
  /** Rows that are whole, pass the filter and have a name. */
  readonly usable: number;
  /** Rows that the filter keeps out. */
  readonly filtered: number;
  /** Slugs of names that may be there twice; and the names, where some are to be told apart. */
  readonly slugs: RepeatedTexts;
  readonly names: RepeatedTexts;
  /** Lines of damaged cells that are left out, by the place of their column. */
  readonly damaged: ReadonlyMap<number, ReadonlySet<number>>;
  readonly damages: readonly DamageCount[];
  /** Damaged cells of a column by its place, kept or not. */
  readonly damagedIn: (index: number) => number;
  readonly problems: ProblemList;
  readonly warnings: TableWarning[];
}

/** Cells that are damaged in one way. */
export interface DamageCount {
  readonly damage: Damage;
  readonly count: number;
  /** The first of them. */
  readonly examples: readonly {
    readonly line: number;
    readonly column: string;
    readonly cell: string;
  }[];
  /** Whether they are asked all the same. */
  readonly kept: boolean;
}
