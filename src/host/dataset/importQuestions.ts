import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { ForeignReader } from '../../core/dataset/importedQuestion.ts';
import type { Question } from '../../core/dataset/question.ts';
import type { QuestionProblem } from '../../core/dataset/questionsFile.ts';
import { UserError } from '../../core/common/userError.ts';
import { datasetFolderOf } from './generateDataset.ts';
import { readLines } from '../files/readLines.ts';
import { writeQuestions } from './writeQuestions.ts';

export interface ImportRequest {
  readonly path: string;
  readonly signal?: AbortSignal | undefined;
  /** Told the share that has been read, from 0 to 1. */
  readonly onProgress?: ((progress: { readonly share: number }) => void) | undefined;
}

export interface ImportedQuestions {
  readonly questionsPath: string;
  readonly questions: number;
  /** The first of the lines that were left out, and how many there are. */
  readonly problems: readonly QuestionProblem[];
  readonly problemCount: number;
}

/** Lines left out that are listed; the others are counted. */
const problemsListed = 1000;

/**
 * Imports a JSONL as a dataset: `NAME.dataset` beside `NAME.jsonl`. The original stays as
 * it is; so does an older dataset after a failure or an abort.
 *
 * @throws UserError when the file cannot be read or none of its lines is a question; the signal's
 *   reason when aborted.
 */
export async function importQuestions(request: ImportRequest): Promise<ImportedQuestions> {
  const { path, signal, onProgress } = request;
  const name = basename(path);
  // A missing file is reported when it is opened.
  const { size } = await stat(path).catch(() => ({ size: 0 }));
  const hash = createHash('sha256');
  const problems: QuestionProblem[] = [];
  let problemCount = 0;
  let read = 0;
  async function* pieces(): AsyncGenerator<Question[]> {
    const reader = new ForeignReader();
    const onBytes = (bytes: number): void => {
      read += bytes;
      onProgress?.({ share: Math.min(1, read / Math.max(1, size)) });
    };
    let isEmpty = true;
    for await (const { from, texts } of readLines(path, { hash, onBytes, signal })) {
      const piece: Question[] = [];
      for (const [at, text] of texts.entries()) {
        const found = reader.read(text, from + at);
        if (found === undefined) continue;
        if (typeof found !== 'string') piece.push(found);
        else if (++problemCount <= problemsListed) {
          problems.push({ line: from + at, message: found });
        }
      }
      isEmpty &&= piece.length === 0;
      yield piece;
    }
    if (isEmpty) throw noQuestion(name, problems);
  }
  const { questionsPath, questions } = await writeQuestions(datasetFolderOf(path), pieces(), {
    origin: () => ({
      imported: { path: `../${name}`, sha256: hash.digest('hex') },
      skipped: problems.map(({ line, message }) => ({ line, reason: message })),
      skippedCount: problemCount,
    }),
    signal,
  });
  return { questionsPath, questions, problems, problemCount };
}

function noQuestion(name: string, [first]: readonly QuestionProblem[]): UserError {
  const why = first === undefined ? 'it is empty' : `line ${first.line}: ${first.message}`;
  return new UserError(
    `${name} holds no question: ${why}. Expected one JSON object a line, with "messages", "conversations", "prompt" and "completion", "question" and "answer", or "instruction" and "output".`,
  );
}
