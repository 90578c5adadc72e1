import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Question } from '../core/question.ts';
import { formatQuestions } from '../core/questionsFile.ts';
import { toWriteError } from './atomicFile.ts';
import { sha256Of } from './textFile.ts';
import { writeFilesTogether } from './writeFilesTogether.ts';

/**
 * Writes `folder`/questions.jsonl and questions.meta.json beside it, both or neither; returns the
 * path of the questions. `origin` says where they come from, under the meta's own keys.
 * Throws UserError when the folder cannot be written.
 */
export async function writeQuestions(
  folder: string,
  questions: readonly Question[],
  origin: Readonly<Record<string, unknown>>,
): Promise<string> {
  const questionsPath = join(folder, 'questions.jsonl');
  const content = formatQuestions(questions);
  const meta = {
    v: 1,
    ...origin,
    counts: { questions: questions.length },
    questions: { sha256: sha256Of(content) },
  };
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw toWriteError(error, folder);
  }
  await writeFilesTogether([
    { path: questionsPath, content },
    { path: join(folder, 'questions.meta.json'), content: `${JSON.stringify(meta, null, 2)}\n` },
  ]);
  return questionsPath;
}
