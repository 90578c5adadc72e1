/**
 * Sorts rows by one or more unsigned 32-bit keys (indexed by row), least significant key first.
 * Stable. A radix sort with 16 bits per pass: linear, without garbage per row.
 */
export function radixSort(rows: Uint32Array, keys: readonly Uint32Array[]): Uint32Array {
  let from = rows.slice();
  let to = new Uint32Array(rows.length);
  const starts = new Uint32Array(0x10001);
  for (const key of keys) {
    for (const shift of [0, 16]) {
      if (!bucketStarts(starts, from, key, shift)) continue;
      for (const row of from) {
        const bucket = ((key[row] ?? 0) >>> shift) & 0xffff;
        const place = starts[bucket] ?? 0;
        to[place] = row;
        starts[bucket] = place + 1;
      }
      [from, to] = [to, from];
    }
  }
  return from;
}

/** Start of each bucket in the sorted rows; false when all rows fall into one. */
function bucketStarts(
  starts: Uint32Array,
  rows: Uint32Array,
  key: Uint32Array,
  shift: number,
): boolean {
  starts.fill(0);
  for (const row of rows) {
    const next = (((key[row] ?? 0) >>> shift) & 0xffff) + 1;
    starts[next] = (starts[next] ?? 0) + 1;
  }
  let most = 0;
  for (let bucket = 1; bucket < starts.length; bucket++) {
    most = Math.max(most, starts[bucket] ?? 0);
    starts[bucket] = (starts[bucket] ?? 0) + (starts[bucket - 1] ?? 0);
  }
  return most < rows.length;
}

/** Keys that sort like the numbers (NaN last), least significant first, for `radixSort`. */
export function numberKeys(numbers: Float64Array): Uint32Array[] {
  const bits = new DataView(new ArrayBuffer(8));
  const low = new Uint32Array(numbers.length);
  const high = new Uint32Array(numbers.length);
  numbers.forEach((number, row) => {
    bits.setFloat64(0, number);
    // Flip all bits of negative doubles and the sign bit of others: then they sort as integers.
    const turn = bits.getUint32(0) >>> 31 === 1 && !Number.isNaN(number) ? 0xffffffff : 0;
    high[row] = bits.getUint32(0) ^ (turn | 0x80000000);
    low[row] = bits.getUint32(4) ^ turn;
  });
  return [low, high];
}

/** The sort key of a text: its number where numbers count, then its letters, then their case. */
export interface SortKey {
  readonly number: number;
  readonly lowered: string;
  readonly text: string;
}

/** Sorts texts by their characters, case-insensitively. */
export const textKey = (text: string): SortKey => ({
  number: 0,
  lowered: text.toLowerCase(),
  text,
});

/** Sorts answers: numbers by value, spans by years, then other text by characters. */
export function answerKey(text: string): SortKey {
  const number = Number.parseFloat(text.trim().replaceAll(',', ''));
  return { number: Number.isNaN(number) ? Infinity : number, lowered: text.toLowerCase(), text };
}

export function compareSortKeys(a: SortKey, b: SortKey): number {
  if (a.number !== b.number) return a.number < b.number ? -1 : 1;
  if (a.lowered !== b.lowered) return a.lowered < b.lowered ? -1 : 1;
  return a.text < b.text ? -1 : a.text > b.text ? 1 : 0;
}

/** Keys that sort rows like their texts' sort keys; equal texts get equal keys. */
export function textKeys(
  count: number,
  textOf: (row: number) => string,
  keyOf: (text: string) => SortKey,
): Uint32Array[] {
  const codes = new Map<string, number>();
  const keys = new Uint32Array(count);
  for (let row = 0; row < count; row++) {
    const text = textOf(row);
    let code = codes.get(text);
    if (code === undefined) codes.set(text, (code = codes.size));
    keys[row] = code;
  }
  const sorted = Array.from(codes.keys(), keyOf).sort(compareSortKeys);
  const ranks = new Uint32Array(codes.size);
  sorted.forEach(({ text }, rank) => {
    ranks[codes.get(text) ?? 0] = rank;
  });
  return [keys.map((code) => ranks[code] ?? 0)];
}

/** Keys for the opposite order; ties keep theirs. */
export const descending = (keys: readonly Uint32Array[]): Uint32Array[] =>
  keys.map((key) => key.map((value) => ~value));
