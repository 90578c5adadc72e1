import { inEnglish } from '../../core/common/sentence.ts';
import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename, dirname, join, parse, relative } from 'node:path';
import { overlayPhrasings, parsePhrasings, type Phrasings } from '../../core/dataset/phrasings.ts';
import { knowingQuestionsOf } from '../../core/knowing/knowingTable.ts';
import { formatQuestions } from '../../core/dataset/questionsFile.ts';
import { QuestionMaker } from '../../core/dataset/questionMaker.ts';
import {
  type DatasetMeta,
  type GenerateOptions,
  metaOf,
} from '../../core/dataset/generateQuestions.ts';
import type { RowFilter } from '../../core/table/rowFilter.ts';
import { parseTable, type Table } from '../../core/table/table.ts';
import { withNewFolder } from '../files/withNewFolder.ts';
import type { TableForm } from '../table/tableFile.ts';
import { openTable, type TableOptions } from '../table/openTable.ts';
import { readTextFile, sha256Of } from '../files/readTextFile.ts';
import { writeFilesTogether } from '../files/writeFilesTogether.ts';

/** questions.meta.json: what the questions were made from and of what they consist. */
export interface DatasetMetaFile extends DatasetMeta {
  /** Path relative to the dataset's folder; how it was read; which of its rows. */
  readonly table: TableForm & {
    readonly path: string;
    readonly sha256: string;
    readonly entityColumn: string;
    readonly tellApart: readonly string[];
    readonly filter: readonly RowFilter[];
    /** What a person said besides. */
    readonly key?: readonly string[] | undefined;
    readonly headerLine?: number | undefined;
    readonly missing?: readonly string[] | undefined;
  };
  /** Of what `parsePhrasings` makes of them. */
  readonly phrasings: { readonly language: string; readonly sha256: string };
  /** Differs from the file's hash once the questions were edited by hand. */
  readonly questions: { readonly sha256: string };
}

export interface GenerateRequest {
  readonly tablePath: string;
  /** Where the questions go; default: `NAME.dataset` beside the table. */
  readonly folder?: string | undefined;
  /** The usual phrasings: the extension's `data/phrasings.json`. */
  readonly phrasingsPath: string;
  /** A person's own phrasings, as `overlayPhrasings` takes them, and what messages call them. */
  readonly ownPhrasings?: { readonly name: string; readonly content: unknown } | undefined;
  readonly options?: GenerateOptions | undefined;
  /** How the table is read and which of its rows are meant. */
  readonly table?: TableOptions | undefined;
  /** Header of the column that names the entities; found when absent. */
  readonly entityColumn?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: GenerateProgress) => void) | undefined;
}

export interface GenerateProgress {
  readonly phase: 'reading' | 'asking';
  /** Of the table, from 0 to 1. */
  readonly share: number;
}

export interface GeneratedDataset {
  readonly folder: string;
  readonly questionsPath: string;
  /** Without the questions: there may be millions, and they are on the disk. */
  readonly dataset: { readonly meta: DatasetMetaFile };
}

/** `NAME.dataset` beside the table `NAME.csv`. */
export const datasetFolderOf = (tablePath: string): string =>
  join(dirname(tablePath), `${parse(tablePath).name}.dataset`);

/**
 * Reads a table of UTF-8 whole: for tables that are known to be small.
 *
 * @throws UserError when the file cannot be read, is not UTF-8, or is no table (see `parseTable`).
 */
export async function readTable(path: string): Promise<Table> {
  const { text } = await readTextFile(path);
  return parseTable(text, { name: basename(path) });
}

/**
 * The phrasings that a request means.
 *
 * @throws UserError when they cannot be used.
 */
export async function readPhrasings({
  phrasingsPath,
  ownPhrasings,
  signal,
}: Pick<GenerateRequest, 'phrasingsPath' | 'ownPhrasings' | 'signal'>): Promise<Phrasings> {
  const { text } = await readTextFile(phrasingsPath, signal);
  const usual = parsePhrasings(text, basename(phrasingsPath));
  return ownPhrasings === undefined
    ? usual
    : overlayPhrasings(usual, ownPhrasings.content, ownPhrasings.name);
}

/** How a request's table is to be read. */
export const tableOptionsOf = ({ table = {}, entityColumn }: GenerateRequest): TableOptions => ({
  ...table,
  entityColumn: table.entityColumn ?? entityColumn,
});

/**
 * Turns a table into questions.jsonl and questions.meta.json in the table's dataset folder, row by row:
 * neither table nor questions are ever in memory as a whole. Both files are replaced or neither: after
 * a failure or an abort the folder is as it was.
 *
 * @throws UserError when table or phrasings cannot be used, or the folder cannot be written to; the
 *   signal's reason when aborted.
 */
export async function generateDataset(request: GenerateRequest): Promise<GeneratedDataset> {
  const { tablePath, signal, folder = datasetFolderOf(tablePath) } = request;
  const phrasings = await readPhrasings(request);
  const tableOptions = tableOptionsOf(request);
  const table = await openTable(tablePath, tableOptions, {
    signal,
    onBytes: await progressOf(request, 'reading'),
  });
  const maker = new QuestionMaker(table, phrasings, request.options);
  const knowing = knowingQuestionsOf(table, phrasings, maker.options);
  for (const survey of maker.surveys) {
    for await (const rows of table.rows({ signal })) rows.forEach(survey);
  }
  const questionsHash = createHash('sha256');
  let meta: DatasetMetaFile | undefined;
  const finish = (): string => {
    meta = {
      ...metaOf(table, maker),
      table: {
        path: relative(folder, tablePath).replaceAll('\\', '/'),
        sha256: table.sha256,
        ...table.form,
        entityColumn: table.entityColumn.name,
        tellApart: tableOptions.tellApart ?? [],
        filter: tableOptions.filter ?? [],
        key: tableOptions.key,
        headerLine: tableOptions.headerLine,
        missing: tableOptions.missing,
      },
      phrasings: { language: phrasings.language, sha256: sha256OfPhrasings(phrasings) },
      questions: { sha256: questionsHash.digest('hex') },
    };
    return `${JSON.stringify(meta, inEnglish, 2)}\n`;
  };
  const onBytes = await progressOf(request, 'asking');
  const encode = (text: string): Uint8Array => {
    const bytes = Buffer.from(text);
    questionsHash.update(bytes);
    return bytes;
  };
  async function* lines(): AsyncGenerator<Uint8Array> {
    let piece = '';
    for await (const rows of table.rows({ signal, onBytes })) {
      for (const row of rows) {
        const asked = maker.lines(row);
        if (knowing.isAsked) knowing.add(row, () => asked);
        piece += asked;
        if (piece.length < longestPiece) continue;
        yield encode(piece);
        piece = '';
      }
    }
    const others = knowing.make(maker.counts.facts);
    maker.countOthers(others);
    yield encode(piece + formatQuestions(others));
  }
  const questionsPath = join(folder, 'questions.jsonl');
  signal?.throwIfAborted();
  await withNewFolder(folder, () =>
    writeFilesTogether(
      [
        { path: questionsPath, content: lines() },
        { path: join(folder, 'questions.meta.json'), content: finish },
      ],
      signal,
    ),
  );
  if (meta === undefined) throw new Error('what is written has been made');
  return { folder, questionsPath, dataset: { meta } };
}

/** Characters of questions that are handed on together. */
const longestPiece = 1 << 19;

async function progressOf(
  { tablePath, onProgress }: GenerateRequest,
  phase: GenerateProgress['phase'],
): Promise<((bytes: number) => void) | undefined> {
  if (onProgress === undefined) return undefined;
  // A missing file is reported when it is opened.
  const { size } = await stat(tablePath).catch(() => ({ size: 0 }));
  let read = 0;
  return (bytes) => {
    read += bytes;
    onProgress({ phase, share: Math.min(1, read / Math.max(1, size)) });
  };
}

const sha256OfPhrasings = ({ statistics, general }: Phrasings): string =>
  sha256Of(JSON.stringify([...[...statistics].sort(([a], [b]) => (a < b ? -1 : 1)), general]));
