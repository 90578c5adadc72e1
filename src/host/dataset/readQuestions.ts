import { say, joined } from '../../core/common/sentence.ts';
import { basename } from 'node:path';
import { eachSplit, type Question, type Split } from '../../core/dataset/question.ts';
import { type QuestionProblem, QuestionReader } from '../../core/dataset/questionsFile.ts';
import { UserError } from '../../core/common/userError.ts';
import { type LineReading, readLines } from '../files/readLines.ts';

/** How many questions there are; one that an epoch asks more often counts as often. */
export interface QuestionSurvey {
  readonly splits: Readonly<Record<Split, number>>;
  /** Of the split `train`, those that ask for a fact in another spelling or in other words. */
  readonly otherWays: number;
}

/**
 * Reads questions.jsonl, whole.
 *
 * @throws UserError that lists the lines that cannot be used, or says that there is no question.
 */
export async function readQuestions(path: string, reading?: LineReading): Promise<Question[]> {
  const questions: Question[] = [];
  await eachQuestion(path, reading, (question) => questions.push(question));
  return questions;
}

/**
 * Makes sure that every line of questions.jsonl can be used, and counts them without keeping them.
 *
 * @throws UserError as `readQuestions` does
 */
export async function surveyQuestions(
  path: string,
  reading?: LineReading,
): Promise<QuestionSurvey> {
  const splits = eachSplit(() => 0);
  let otherWays = 0;
  await eachQuestion(path, reading, ({ split, kind, times = 1 }) => {
    splits[split] += times;
    if (split === 'train' && kind !== undefined) otherWays += times;
  });
  return { splits, otherWays };
}

const problemsTold = 10;

/**
 * Hands on every question of questions.jsonl in its order, without keeping any; between two pieces of
 * the file it awaits `afterPiece`.
 *
 * @throws UserError as `readQuestions` does
 */
export async function eachQuestion(
  path: string,
  reading: (LineReading & { readonly afterPiece?: () => Promise<void> }) | undefined,
  tell: (question: Question) => void,
): Promise<void> {
  const reader = new QuestionReader();
  const first: QuestionProblem[] = [];
  let problems = 0;
  let isEmpty = true;
  for await (const { from, texts } of readLines(path, reading)) {
    for (const [at, text] of texts.entries()) {
      const read = reader.read(text, from + at);
      if (read === undefined) continue;
      isEmpty = false;
      if (read.question !== undefined) tell(read.question);
      else if (++problems <= problemsTold) first.push(read);
    }
    await reading?.afterPiece?.();
  }
  const name = basename(path);
  if (problems > 0) {
    const listed = first.map(({ line, message }) => say('line {0}: {1}', line, message));
    const more = problems > listed.length ? [say('and {0} more', problems - listed.length)] : [];
    throw new UserError(
      say(
        '{0} cannot be used. {1}. Correct these lines, or generate the dataset again.',
        name,
        joined([...listed, ...more], '; '),
      ),
      'generate dataset',
    );
  }
  if (isEmpty) {
    throw new UserError(
      say('{0} holds no question. Generate the dataset again.', name),
      'generate dataset',
    );
  }
}
