import { inEnglish } from '../../core/common/sentence.ts';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Question } from '../../core/dataset/question.ts';
import { formatQuestions } from '../../core/dataset/questionsFile.ts';
import { withNewFolder } from '../files/withNewFolder.ts';
import { writeFilesTogether } from '../files/writeFilesTogether.ts';

interface Origin {
  /** Where the questions come from, under the meta's own keys; asked for once all have come. */
  readonly origin: () => Readonly<Record<string, unknown>>;
  readonly signal?: AbortSignal | undefined;
}

/** Some questions at a time, so that neither they nor their text are ever in memory as a whole. */
export type QuestionPieces = Iterable<readonly Question[]> | AsyncIterable<readonly Question[]>;

/**
 * Writes `folder`/questions.jsonl and questions.meta.json beside it, both or neither; returns the
 * path of the questions and their number.
 *
 * @throws UserError when the folder cannot be written; what the questions' source throws, and the
 *   signal's reason when aborted: then the folder is as it was.
 */
export async function writeQuestions(
  folder: string,
  pieces: QuestionPieces,
  { origin, signal }: Origin,
): Promise<{ questionsPath: string; questions: number }> {
  const questionsPath = join(folder, 'questions.jsonl');
  const hash = createHash('sha256');
  let questions = 0;
  async function* content(): AsyncGenerator<Uint8Array> {
    for await (const piece of pieces) {
      signal?.throwIfAborted();
      if (piece.length === 0) continue;
      questions += piece.length;
      const bytes = Buffer.from(formatQuestions(piece));
      hash.update(bytes);
      yield bytes;
    }
  }
  const meta = (): string =>
    `${JSON.stringify(
      {
        v: 1,
        ...origin(),
        counts: { questions },
        questions: { sha256: hash.digest('hex') },
      },
      inEnglish,
      2,
    )}\n`;
  await withNewFolder(folder, () =>
    writeFilesTogether(
      [
        { path: questionsPath, content: content() },
        { path: join(folder, 'questions.meta.json'), content: meta },
      ],
      signal,
    ),
  );
  return { questionsPath, questions };
}
