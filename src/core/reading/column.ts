/** A column of a table. */
export interface Column {
  /** The header, trimmed; numbered where several columns have it. */
  readonly name: string;
  /** 0-based place among the cells of a record. */
  readonly index: number;
  /**
   * Where words such as NA, Nan or None may be values: `codes` of some letters, `names` of what rows
   * are about, other `texts`. Absent among numbers.
   */
  readonly words?: 'codes' | 'names' | 'texts';
  /** The cells that hold no value, where a person has named them. */
  readonly missing?: ReadonlySet<string>;
  /** Whether many names end in marks of honours or footnotes, as `George*+`, which no question says. */
  readonly marks?: true;
  /** What stands before decimals, where it is no point. */
  readonly mark?: ',';
}
