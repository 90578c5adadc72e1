import { basename } from 'node:path';
import { readForeignQuestion } from '../core/foreignQuestions.ts';
import type { Question } from '../core/question.ts';
import type { QuestionProblem } from '../core/questionsFile.ts';
import { UserError } from '../core/userError.ts';
import { datasetFolderOf } from './dataset.ts';
import { readTextFile } from './textFile.ts';
import { writeQuestions } from './writeQuestions.ts';

export interface ImportedQuestions {
  readonly questionsPath: string;
  readonly questions: number;
  /** Lines that were left out. */
  readonly problems: readonly QuestionProblem[];
}

/**
 * Makes a dataset of somebody else's JSONL: `NAME.dataset` beside `NAME.jsonl`. The original stays as
 * it is.
 *
 * @throws UserError when the file cannot be read or none of its lines is a question.
 */
export async function importQuestions(path: string): Promise<ImportedQuestions> {
  const { text, sha256 } = await readTextFile(path);
  const name = basename(path);
  const { questions, problems } = readForeign(text);
  if (questions.length === 0) {
    const [first] = problems;
    const why = first === undefined ? 'it is empty' : `line ${first.line}: ${first.message}`;
    throw new UserError(
      `${name} holds no question: ${why}. Expected one JSON object a line, with "messages", or "prompt" and "completion".`,
    );
  }
  const questionsPath = await writeQuestions(datasetFolderOf(path), questions, {
    imported: { path: `../${name}`, sha256 },
    skipped: problems.map(({ line, message }) => ({ line, reason: message })),
  });
  return { questionsPath, questions: questions.length, problems };
}

function readForeign(text: string): { questions: Question[]; problems: QuestionProblem[] } {
  const questions: Question[] = [];
  const problems: QuestionProblem[] = [];
  const ids = new Map<string, number>();
  for (const [index, content] of text.split('\n').entries()) {
    if (content.trim() === '') continue;
    const line = index + 1;
    const read = parse(content, line);
    if (typeof read === 'string') {
      problems.push({ line, message: read });
      continue;
    }
    const earlier = ids.get(read.id);
    if (earlier === undefined) {
      ids.set(read.id, line);
      questions.push(read);
    } else {
      problems.push({ line, message: `the id "${read.id}" is already on line ${earlier}` });
    }
  }
  return { questions, problems };
}

function parse(content: string, line: number): Question | string {
  try {
    return readForeignQuestion(JSON.parse(content), line);
  } catch (error) {
    return `not valid JSON (${error instanceof Error ? error.message : 'unreadable'})`;
  }
}
