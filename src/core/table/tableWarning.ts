import { type Text } from '../common/sentence.ts';
/** Something about a table that looks wrong and is left as it is. */
export interface TableWarning {
  /** 1-based line, where one row is meant. */
  readonly line?: number;
  readonly column?: string;
  readonly message: Text;
  /** The column's values cannot be what its header says: it is asked only when it is chosen. */
  readonly impossible?: true;
  /** Headers that would tell apart the players who share a name. */
  readonly tellApart?: readonly string[];
}
