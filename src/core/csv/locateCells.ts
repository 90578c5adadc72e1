/** A cell of delimited text and where it stands, quotes included. */
export interface LocatedCell {
  /** Quotes and their escapes resolved, without surrounding space. */
  readonly text: string;
  /** Offsets into the text. */
  readonly start: number;
  readonly end: number;
}

/**
 * The cells of each record, in order, the header's first; records without any text are dropped, as
 * `CsvReader` drops them. Never throws: a quote that is never closed takes the rest of the text.
 */
export function locateCells(text: string, delimiter = ','): LocatedCell[][] {
  const records: LocatedCell[][] = [];
  let record: LocatedCell[] = [];
  const endRecord = (): void => {
    if (record.some((cell) => cell.text !== '')) records.push(record);
    record = [];
  };
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  while (at < text.length) {
    const start = at;
    at = endOfCell(text, start, delimiter);
    const raw = text.slice(start, at);
    const content = raw.startsWith('"') ? raw.replace(/^"|"$/g, '').replaceAll('""', '"') : raw;
    record.push({ text: content.trim(), start, end: at });
    const next = text.charAt(at);
    if (next === delimiter) {
      at++;
      // A delimiter at the end of the text begins one more, empty cell.
      if (at === text.length) record.push({ text: '', start: at, end: at });
      continue;
    }
    if (next === '\r' && text.charAt(at + 1) === '\n') at++;
    at++;
    endRecord();
  }
  endRecord();
  return records;
}

function endOfCell(text: string, start: number, delimiter: string): number {
  let at = start;
  if (text.charAt(at) === '"') {
    at++;
    while (at < text.length) {
      if (text.charAt(at) !== '"') at++;
      else if (text.charAt(at + 1) === '"') at += 2;
      else {
        at++;
        break;
      }
    }
  }
  while (at < text.length) {
    const character = text.charAt(at);
    if (character === delimiter || character === '\n' || character === '\r') break;
    at++;
  }
  return at;
}
