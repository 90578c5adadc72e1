/** A column of a table. */
export interface Column {
  /** The header, trimmed. */
  readonly name: string;
  /** 0-based place among the cells of a record. */
  readonly index: number;
}
