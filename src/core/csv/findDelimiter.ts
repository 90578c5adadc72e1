import { delimiters, type Delimiter } from './delimiters.ts';
import { CsvReader } from './csvReader.ts';

const recordsToCompare = 100;

/**
 * The delimiter under which a table's beginning has a header of several cells and rows as wide as it:
 * the share of such rows decides, then the number of columns. A comma where none divides anything; the
 * one that a first line of spreadsheets names, as `sep=;`.
 */
export function findDelimiter(beginning: string): Delimiter {
  const [, named] = /^\uFEFF?"?sep=(.)"?\r?\n/i.exec(beginning) ?? [];
  const obeyed = delimiters.find((delimiter) => delimiter === named);
  if (obeyed !== undefined) return obeyed;
  let best: { delimiter: Delimiter; share: number; width: number } | undefined;
  for (const delimiter of delimiters) {
    const widths = widthsOf(beginning, delimiter);
    // Above the header may stand titles, of one cell each.
    const [width = 1, ...rows] = widths.slice(
      Math.max(
        0,
        widths.findIndex((one) => one > 1),
      ),
    );
    if (width < 2) continue;
    const fitting = rows.filter((other) => other === width).length;
    const share = rows.length === 0 ? 0 : fitting / (widths.length - 1);
    const isBetter =
      best === undefined ||
      share > best.share + 0.1 ||
      (share > best.share - 0.1 && width > best.width);
    if (isBetter) best = { delimiter, share, width };
  }
  return best?.delimiter ?? ',';
}

/** Cells of each of the first records; only the header's where quotes make no sense. */
function widthsOf(beginning: string, delimiter: Delimiter): number[] {
  try {
    const records = new CsvReader({ name: '', delimiter }).push(`${beginning}\n`);
    return records.slice(0, recordsToCompare).map(({ cells }) => cells.length);
  } catch {
    const header = beginning.split(/[\r\n]/).find((line) => line.trim() !== '') ?? '';
    return [header.split(delimiter).length];
  }
}
