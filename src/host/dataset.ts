import { mkdir, rmdir } from 'node:fs/promises';
import { basename, dirname, join, parse } from 'node:path';
import { parsePhrasings } from '../core/phrasings.ts';
import type { Question } from '../core/question.ts';
import {
  type Dataset,
  type DatasetMeta,
  type GenerateOptions,
  generateQuestions,
} from '../core/questions.ts';
import { formatQuestions, parseQuestions } from '../core/questionsFile.ts';
import { parseTable, type Table } from '../core/table.ts';
import { UserError } from '../core/userError.ts';
import { toWriteError } from './atomicFile.ts';
import { readTextFile, sha256Of } from './textFile.ts';
import { writeFilesTogether } from './writeFilesTogether.ts';

/** questions.meta.json: what the questions were made from and of what they consist. */
export interface DatasetMetaFile extends DatasetMeta {
  /** Path relative to the dataset's folder. */
  readonly table: { readonly path: string; readonly sha256: string };
  readonly phrasings: { readonly sha256: string };
  /** Differs from the file's own once somebody has edited the questions by hand. */
  readonly questions: { readonly sha256: string };
}

export interface GenerateRequest {
  readonly tablePath: string;
  /** The wordings: the extension's `data/phrasings.json`. */
  readonly phrasingsPath: string;
  readonly options?: GenerateOptions | undefined;
  /** Header of the column that names the entities; found when absent. */
  readonly entityColumn?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface GeneratedDataset {
  readonly folder: string;
  readonly questionsPath: string;
  readonly dataset: Dataset;
}

/** `NAME.dataset` beside the table `NAME.csv`. */
export const datasetFolderOf = (tablePath: string): string =>
  join(dirname(tablePath), `${parse(tablePath).name}.dataset`);

/**
 * Reads a table.
 *
 * @throws UserError when the file cannot be read, is not UTF-8, or is no table (see `parseTable`).
 */
export async function readTable(path: string): Promise<Table> {
  const { text } = await readTextFile(path);
  return parseTable(text, { name: basename(path) });
}

/**
 * Turns a table into questions.jsonl and questions.meta.json in the table's dataset folder. Both are
 * replaced or neither: after a failure or an abort the folder is as it was.
 *
 * @throws UserError when table or phrasings cannot be used, or the folder cannot be written to; the
 *   signal's reason when aborted.
 */
export async function generateDataset(request: GenerateRequest): Promise<GeneratedDataset> {
  const { tablePath, phrasingsPath, options, entityColumn, signal } = request;
  const name = basename(tablePath);
  const tableFile = await readTextFile(tablePath, signal);
  const phrasingsFile = await readTextFile(phrasingsPath, signal);
  const table = parseTable(tableFile.text, { name, entityColumn });
  const phrasings = parsePhrasings(phrasingsFile.text, basename(phrasingsPath));
  const dataset = generateQuestions(table, phrasings, options);
  const questions = formatQuestions(dataset.questions);
  const meta: DatasetMetaFile = {
    ...dataset.meta,
    table: { path: `../${name}`, sha256: tableFile.sha256 },
    phrasings: { sha256: phrasingsFile.sha256 },
    questions: { sha256: sha256Of(questions) },
  };
  const folder = datasetFolderOf(tablePath);
  const questionsPath = join(folder, 'questions.jsonl');
  signal?.throwIfAborted();
  await inFolder(folder, () =>
    writeFilesTogether(
      [
        { path: questionsPath, content: questions },
        {
          path: join(folder, 'questions.meta.json'),
          content: `${JSON.stringify(meta, null, 2)}\n`,
        },
      ],
      signal,
    ),
  );
  return { folder, questionsPath, dataset };
}

/**
 * Reads questions.jsonl, whole.
 *
 * @throws UserError that lists the lines that cannot be used, or says that there is no question.
 */
export async function readQuestions(path: string): Promise<Question[]> {
  const { text } = await readTextFile(path);
  const { questions, problems } = parseQuestions(text);
  const name = basename(path);
  if (problems.length > 0) {
    const listed = problems.slice(0, 10).map(({ line, message }) => `line ${line}: ${message}`);
    const more =
      problems.length > listed.length ? [`and ${problems.length - listed.length} more`] : [];
    throw new UserError(
      `${name} cannot be used. ${[...listed, ...more].join('; ')}. Correct these lines, or generate the dataset again.`,
      'generate dataset',
    );
  }
  if (questions.length === 0) {
    throw new UserError(
      `${name} holds no question. Generate the dataset again.`,
      'generate dataset',
    );
  }
  return questions;
}

/** Makes the folder where it is missing, and takes it away again if the work in it fails. */
async function inFolder(folder: string, work: () => Promise<void>): Promise<void> {
  let created: string | undefined;
  try {
    created = await mkdir(folder, { recursive: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
      throw new UserError(`${folder} is a file, where the dataset's folder should be. Rename it.`);
    }
    throw toWriteError(error, folder);
  }
  try {
    await work();
  } catch (error) {
    if (created !== undefined) {
      // Whatever keeps it from going, the work's own error is the one to show.
      await rmdir(folder).catch(() => undefined);
    }
    throw error;
  }
}
