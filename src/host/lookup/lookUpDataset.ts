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
  /** Where to; `NAME-lookup.dataset` beside `NAME.dataset` when absent. */
  readonly folder?: string | undefined;
  readonly signal?: AbortSignal | undefined;
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
  folder = dirname(path).replace(/(?:\.dataset)?$/, '-lookup.dataset'),
  signal,
}: LookUpRequest): Promise<LookUpDataset> {
  const { rows, tablePath, unknownAnswer } = await openLookUp(path, signal);
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
                afterPiece: async () => {
                  questions += piece.length;
                  await write(questionsPath, formatQuestions(piece));
                  piece = [];
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
