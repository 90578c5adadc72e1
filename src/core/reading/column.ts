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
  /** What stands before decimals, where it is no point. */
  readonly mark?: ',';
}
