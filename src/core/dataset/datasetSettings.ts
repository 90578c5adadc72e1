import type { GenerateOptions } from './generateOptions.ts';
import type { RowFilter } from '../table/rowFilter.ts';
import type { TopRows } from '../table/topRows.ts';

/** What can be said about turning a table into questions: `cricketLora.dataset.*`, unchecked. */
export interface DatasetSettings extends Omit<GenerateOptions, 'top'> {
  /** Empty: found. */
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
