import type { Askable } from './askableColumns.ts';
import type { ByteWriter } from './byteWriter.ts';
import { valueOf } from '../table/cell.ts';
import { hasStrayStar, isCountOnly } from '../table/notOutStar.ts';
import type { Row } from '../table/table.ts';
import { groupThousands } from './thousandsSeparators.ts';
import { escapeJson } from './wordingTemplate.ts';

/** A column that is asked about, and whether its numbers get commas between thousands. */
export interface GoldenColumn extends Askable {
  readonly grouped: boolean;
}

/**
 * Tells the golden of a fact from its cell: the cell as it is written, but for space around it. The
 * usual one, a number, is never made a text of unless somebody asks for that.
 */
export class GoldenReader {
  #row: Row | undefined;
  #start = 0;
  #end = 0;
  /** Of a golden that is not its cell as it stands. */
  #text: string | undefined;

  /** False where the cell holds no value that could be a golden. */
  read(row: Row, column: GoldenColumn): boolean {
    const { index } = column.column;
    const { record } = row;
    this.#row = row;
    this.#start = record.start(index);
    this.#end = record.end(index);
    this.#text = undefined;
    if (!column.grouped && isBareNumber(record.codes, this.#start, this.#end)) {
      return record.codes[this.#end - 1] !== star || !isCountOnly(column.id);
    }
    const value = valueOf(row, column.column);
    if (value === undefined || hasStrayStar(column.id, value)) return false;
    this.#text = column.grouped ? groupThousands(value) : value;
    return true;
  }

  /** The golden read last. */
  get text(): string {
    return this.#text ?? this.#row?.record.text.slice(this.#start, this.#end) ?? '';
  }

  /** Writes it as it stands between the quotes of a JSON string. */
  writeTo(writer: ByteWriter): void {
    if (this.#text === undefined && this.#row !== undefined) {
      writer.putBytes(this.#row.record.codes, this.#start, this.#end);
    } else {
      writer.putText(escapeJson(this.text));
    }
  }
}

/** Whether a cell begins with a digit and holds nothing that is cut off or escaped. */
function isBareNumber(codes: Uint8Array, start: number, end: number): boolean {
  const first = codes[start] ?? 0;
  if (start === end || first < zero || first > nine) return false;
  for (let at = start; at < end; at++) {
    const code = codes[at] ?? 0;
    if (code < zero ? code !== star && code !== hyphen && code !== point : code > nine)
      return false;
  }
  return true;
}

const star = 42;
const hyphen = 45;
const point = 46;
const zero = 48;
const nine = 57;
