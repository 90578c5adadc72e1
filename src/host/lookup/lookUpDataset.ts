import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { withLookUp } from '../../core/lookup/lookUpQuestion.ts';
import { formatQuestions } from '../../core/dataset/questionsFile.ts';
import type { Question } from '../../core/dataset/question.ts';
import { eachQuestion } from '../dataset/readQuestions.ts';
import { withNewFolder } from '../files/withNewFolder.ts';
import { writeFilesTogether } from '../files/writeFilesTogether.ts';
import { openLookUp } from './openLookUp.ts';

export interface LookUpRequest {
  /** Of questions.jsonl. */
  readonly path: string;
  /** Where these questions came from, if not from there: their table lies beside it. */
  readonly source?: string | undefined;
  /** Where to; `NAME-lookup.dataset` beside `NAME.dataset` when absent. */
  readonly folder?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: { readonly share: number }) => void) | undefined;
}

export interface LookUpDataset {
  readonly questionsPath: string;
  readonly tablePath: string;
  readonly questions: number;
}

/**
 * Writes a dataset's questions once more, each with the row before it that was found for it.
 *
 * @throws UserError as `openLookUp` does, when a line cannot be used, or the folder cannot be written
 *   to; the signal's reason when aborted
 */
export async function lookUpDataset({
  path,
  source = path,
  folder = dirname(path).replace(/(?:\.dataset)?$/, '-lookup.dataset'),
  signal,
  onProgress,
}: LookUpRequest): Promise<LookUpDataset> {
  const { rows, tablePath, unknownAnswer } = await openLookUp(source, signal);
  const { size } = await stat(path);
  let read = 0;
  const questionsPath = join(folder, 'questions.jsonl');
  let questions = 0;
  let piece: Question[] = [];
  await withNewFolder(folder, () =>
    writeFilesTogether(
      [
        {
          paths: [questionsPath],
          fill: (write) =>
            eachQuestion(
              path,
              {
                signal,
                onBytes: (bytes) => (read += bytes),
                afterPiece: async () => {
                  questions += piece.length;
                  await write(questionsPath, formatQuestions(piece));
                  piece = [];
                  onProgress?.({ share: Math.min(1, read / Math.max(1, size)) });
                },
              },
              (question) => piece.push(withLookUp(question, rows, unknownAnswer)),
            ),
        },
      ],
      signal,
    ),
  );
  return { questionsPath, tablePath, questions };
}
