import { say } from '../../core/common/sentence.ts';
import { isAscii } from 'node:buffer';
import type { Hash } from 'node:crypto';
import { basename } from 'node:path';
import type { TableWarning } from '../../core/table/tableWarning.ts';
import { CsvReader } from '../../core/csv/csvReader.ts';
import type { CsvRecord } from '../../core/csv/csvRecord.ts';
import { delimiters } from '../../core/csv/delimiters.ts';
import { findDelimiter } from '../../core/csv/findDelimiter.ts';
import { formatCount } from '../../core/common/formatNumbers.ts';
import { UserError } from '../../core/common/userError.ts';
import { type Encoding, encodings, findEncoding, type FoundEncoding } from './detectEncoding.ts';
import { otherFormatOf } from './sniffOtherFormat.ts';
import { toReadError } from '../files/fileErrors.ts';
import { openRegular, piecesOf } from '../files/openRegular.ts';

/** How a table is written down. */
export interface TableForm {
  readonly encoding: Encoding;
  readonly delimiter: string;
}

export interface FoundForm {
  readonly form: TableForm;
  readonly warnings: readonly TableWarning[];
}

/** What a person says about a table's form; whatever is left out is found. */
export interface TableFormOptions {
  readonly encoding?: string | undefined;
  readonly delimiter?: string | undefined;
}

export interface Reading {
  /** Takes the bytes on their way. */
  readonly hash?: Hash | undefined;
  /** Told how many bytes have come each time some have. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Bytes read at a time. */
const readBytes = 1 << 20;
/** Bytes worked on between two looks at the signal: few enough for what they make to die young. */
const chunkBytes = 1 << 16;
/** Bytes of the beginning that tell the delimiter. */
const beginningBytes = 1 << 16;

/**
 * Finds what a table file is written in.
 *
 * @throws UserError when it cannot be read, or when an option names no encoding or delimiter; the
 *   signal's reason when aborted.
 */
export async function findTableForm(
  path: string,
  options: TableFormOptions = {},
  signal?: AbortSignal,
): Promise<FoundForm> {
  try {
    const named = knownEncoding(options.encoding);
    const { encoding, strays } =
      named === undefined ? await findEncoding(path, signal) : { encoding: named };
    const wanted = options.delimiter;
    if (wanted !== undefined && wanted.length !== 1) {
      throw new UserError(
        say(
          'cricketLora.dataset.delimiter is “{0}”. Expected one character, as {1}.',
          wanted,
          delimiters.map((d) => JSON.stringify(d)).join(', '),
        ),
        'open settings',
      );
    }
    const bytes = await readBeginning(path);
    const other = otherFormatOf(bytes);
    if (other !== undefined) {
      throw new UserError(
        say(
          '{0} holds {1}, not a table as text. Save or export it as CSV first.',
          basename(path),
          other,
        ),
      );
    }
    const delimiter = wanted ?? findDelimiter(beginningOf(bytes, encoding));
    return { form: { encoding, delimiter }, warnings: strays ? [warningOf(strays, encoding)] : [] };
  } catch (error) {
    signal?.throwIfAborted();
    throw toReadError(error, path);
  }
}

function warningOf(
  { count, first }: NonNullable<FoundEncoding['strays']>,
  encoding: Encoding,
): TableWarning {
  return {
    message:
      count === 1
        ? say(
            'is read as {0}, but 1 line looks like utf-8 (the first: “{1}”): its characters beyond ASCII will come out wrong. Save the file in one encoding.',
            encoding,
            first,
          )
        : say(
            'is read as {0}, but {1} lines look like utf-8 (the first: “{2}”): its characters beyond ASCII will come out wrong. Save the file in one encoding.',
            encoding,
            formatCount(count),
            first,
          ),
  };
}

/**
 * The records of a table file, a megabyte's worth at a time, so that its size takes no memory.
 *
 * @throws UserError for a broken quote, or when the file cannot be read; the signal's reason when
 *   aborted.
 */
export async function* readRecords(
  path: string,
  { encoding, delimiter }: TableForm,
  { hash, onBytes, signal }: Reading = {},
): AsyncGenerator<CsvRecord[]> {
  const csv = new CsvReader({ name: basename(path), delimiter });
  const decode = decoderOf(encoding);
  try {
    for await (const bytes of piecesOf(path, { pieceBytes: readBytes })) {
      hash?.update(bytes);
      for (let at = 0; at < bytes.length; at += chunkBytes) {
        signal?.throwIfAborted();
        const chunk = bytes.subarray(at, at + chunkBytes);
        onBytes?.(chunk.length);
        yield csv.push(decode(chunk));
      }
    }
    signal?.throwIfAborted();
    yield [...csv.push(decode()), ...csv.end()];
  } catch (error) {
    signal?.throwIfAborted();
    throw toReadError(error, path);
  }
}

/** Decodes piece by piece; without a piece, what is left. Bytes that make no character become U+FFFD. */
function decoderOf(encoding: Encoding): (bytes?: Buffer) => string {
  const decoder = new TextDecoder(encoding);
  const isPlain = !encoding.startsWith('utf-16');
  /** Whether the pieces so far ended with a whole character. */
  let isWhole = true;
  return (bytes) => {
    if (bytes === undefined) return decoder.decode();
    // The most common case by far, and the decoder's slowest.
    if (isPlain && isWhole && isAscii(bytes)) return bytes.toString('latin1');
    isWhole = (bytes.at(-1) ?? 0) < 0x80 && isSelfContained(encoding);
    return decoder.decode(bytes, { stream: true });
  };
}

/** Whether a byte below 128 always ends a character: in gb18030 it may be its second. */
const isSelfContained = (encoding: Encoding): boolean =>
  encoding === 'utf-8' || encoding === 'windows-1252';

async function readBeginning(path: string): Promise<Buffer> {
  const file = await openRegular(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(beginningBytes), { position: 0 });
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** Its whole lines: a row that was cut short would look ragged. */
function beginningOf(bytes: Buffer, encoding: Encoding): string {
  const text = decoderOf(encoding)(bytes);
  const end = bytes.length < beginningBytes ? text.length : text.lastIndexOf('\n') + 1;
  return text.slice(0, end || text.length);
}

function knownEncoding(wanted: string | undefined): Encoding | undefined {
  if (wanted === undefined) return undefined;
  const name = wanted.toLowerCase();
  const encoding = encodings.find((one) => one === (aliases[name] ?? name));
  if (encoding === undefined) {
    throw new UserError(
      say(
        'cricketLora.dataset.encoding is “{0}”. Expected one of {1}.',
        wanted,
        encodings.join(', '),
      ),
      'open settings',
    );
  }
  return encoding;
}

/** What people and VS Code call them. */
const aliases: Readonly<Record<string, string>> = {
  utf8: 'utf-8',
  utf8bom: 'utf-8',
  utf16le: 'utf-16le',
  utf16be: 'utf-16be',
  windows1252: 'windows-1252',
  latin1: 'windows-1252',
  iso88591: 'windows-1252',
  cp949: 'euc-kr',
  euckr: 'euc-kr',
  gbk: 'gb18030',
  gb2312: 'gb18030',
};
