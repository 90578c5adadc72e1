import type { CsvRecord } from '../csv/csvRecord.ts';
import type { Column } from '../reading/column.ts';
import { takesCounts } from '../reading/damage.ts';
import type { ColumnMeaning, Understanding } from '../reading/understand.ts';
import { ColumnReading } from './columnProfile.ts';
import { Arithmetic } from './consistencyChecks.ts';
import { type RowFilter, type RowTest, rowTestOf } from './rowFilter.ts';
import { RowNamer } from './rowName.ts';

/** What the understanding means for the records that follow. */
export interface Understood {
  readonly understanding: Understanding;
  readonly header: CsvRecord;
  readonly lastHeadLine: number;
  readonly entityColumn: Column;
  readonly nameMeaning: ColumnMeaning;
  readonly namer: RowNamer;
  readonly columns: readonly {
    readonly reading: ColumnReading;
    readonly meaning: ColumnMeaning;
    /** Whether of a whole number nothing else need be known. */
    readonly takesCounts: boolean;
  }[];
  readonly readings: readonly ColumnReading[];
  readonly meanings: ReadonlyMap<string, ColumnMeaning>;
  readonly known: ReadonlyMap<string, Column>;
  readonly arithmetic: Arithmetic;
  readonly innings: ColumnReading | undefined;
  readonly passes: RowTest;
}

/** @param records Those from which the table was understood. */
export function prepare(
  understanding: Understanding,
  records: readonly CsvRecord[],
  {
    name,
    filter = [],
  }: { readonly name: string; readonly filter?: readonly RowFilter[] | undefined },
): Understood {
  const { header: place, meanings, key } = understanding;
  const header = records[place.at];
  const nameMeaning = meanings.find(({ column }) => column.index === key.names[0]?.index);
  if (header === undefined || nameMeaning === undefined) throw new Error('a header has its names');
  const columns = meanings.map((meaning) => ({
    meaning,
    reading: new ColumnReading(meaning.column),
    takesCounts: meaning.column.missing === undefined && takesCounts(meaning.damage),
  }));
  const byId = columns.flatMap(({ meaning, reading }) =>
    meaning.statistic ? [[meaning.statistic.id, reading] as const] : [],
  );
  const all = meanings.map(({ column }) => column);
  return {
    understanding,
    header,
    lastHeadLine: records[place.at + (place.units ? 1 : 0)]?.line ?? header.line,
    entityColumn: nameMeaning.column,
    nameMeaning,
    namer: new RowNamer(understanding),
    columns,
    readings: columns.map(({ reading }) => reading),
    meanings: new Map(meanings.map((meaning) => [meaning.column.name, meaning])),
    known: new Map(byId.map(([id, { column }]) => [id, column])),
    arithmetic: new Arithmetic(new Map(byId)),
    innings: byId.find(([id]) => id === 'innings')?.[1],
    passes: rowTestOf(filter, { name, columns: all }),
  };
}
