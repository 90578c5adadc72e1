import type { GenerateOptions } from './generateOptions.ts';
import type { RowFilter } from '../table/rowFilter.ts';
import type { ColumnWish } from '../reading/understand.ts';
import type { TopRows } from '../table/topRows.ts';

/** What can be said about turning a table into questions: `cricketLora.dataset.*`, unchecked. */
export interface DatasetSettings extends Omit<GenerateOptions, 'top'> {
  /** Headers that name a row, the name first; found when absent. */
  readonly key?: readonly string[] | undefined;
  /** `cricket`, `general`, or a file of a person's own; found when absent. */
  readonly domain?: string | undefined;
  readonly format?: string | undefined;
  readonly headerLine?: number | undefined;
  readonly missing?: readonly string[] | undefined;
  readonly columns?: Readonly<Record<string, ColumnWish>> | undefined;
  /** Of before `key`. Empty: found. */
  readonly entityColumn?: string | undefined;
  readonly tellApart?: readonly string[] | undefined;
  readonly rows?: DatasetRows | undefined;
  /** A file, or its content. */
  readonly phrasings?: string | object | undefined;
  readonly encoding?: string | undefined;
  readonly delimiter?: string | undefined;
}

/** Which rows of a table are asked about. */
export interface DatasetRows {
  readonly filter?: readonly RowFilter[] | undefined;
  readonly top?: TopRows | undefined;
}
