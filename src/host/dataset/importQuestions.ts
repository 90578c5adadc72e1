import { say, isSentence } from '../../core/common/sentence.ts';
import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { ForeignReader } from '../../core/dataset/importedQuestion.ts';
import type { Question } from '../../core/dataset/question.ts';
import type { QuestionProblem } from '../../core/dataset/questionsFile.ts';
import { UserError } from '../../core/common/userError.ts';
import { TooSlow, useTexts } from '../base/boundedTexts.ts';
import { findPromptRenderer, type PromptRenderer } from '../base/promptRenderer.ts';
import { datasetFolderOf } from './generateDataset.ts';
import { itemsOf } from './foreignItems.ts';
import type { LintRequest } from './lintDataset.ts';
import { writeQuestions } from './writeQuestions.ts';

export interface ImportRequest extends Pick<LintRequest, 'base' | 'maxAnswerTokens'> {
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
  /** The same of what looks wrong and was imported. */
  readonly warnings: readonly QuestionProblem[];
  readonly warningCount: number;
}

/** Lines left out that are listed; the others are counted. */
const problemsListed = 1000;

/**
 * Imports a JSONL, or a list in JSON, as a dataset: `NAME.dataset` beside `NAME.jsonl`. The original
 * stays as it is; so does an older dataset after a failure or an abort.
 *
 * @throws UserError when the file cannot be read or none of its lines is a question; the signal's
 *   reason when aborted.
 */
export async function importQuestions(request: ImportRequest): Promise<ImportedQuestions> {
  const renderer = request.base && (await findPromptRenderer(request.base));
  try {
    return await importWith(renderer, request);
  } catch (error) {
    // The linter says so, and of which base.
    if (error instanceof TooSlow) return importWith(undefined, request);
    throw error;
  }
}

async function importWith(
  renderer: PromptRenderer | undefined,
  { path, maxAnswerTokens, signal, onProgress }: ImportRequest,
): Promise<ImportedQuestions> {
  const name = basename(path);
  // A missing file is reported when it is opened.
  const { size } = await stat(path).catch(() => ({ size: 0 }));
  const hash = createHash('sha256');
  const problems = new FirstProblems();
  const warnings = new FirstProblems();
  let read = 0;
  async function* pieces(): AsyncGenerator<Question[]> {
    const reader = new ForeignReader(renderer?.use((prompts) => prompts.probe(maxAnswerTokens)));
    const onBytes = (bytes: number): void => {
      read += bytes;
      onProgress?.({ share: Math.min(1, read / Math.max(1, size)) });
    };
    let isEmpty = true;
    for await (const items of itemsOf(path, { hash, onBytes, signal })) {
      const piece: Question[] = [];
      const take = (): void => {
        for (const { line, text, value } of items) {
          const found =
            text === undefined ? reader.readItem(value, line) : reader.readLine(text, line);
          for (const { question, warnings: messages } of found) {
            if (isSentence(question)) problems.add({ line, message: question });
            else piece.push(question);
            for (const message of messages) warnings.add({ line, message });
          }
        }
      };
      useTexts(renderer, take);
      isEmpty &&= piece.length === 0;
      yield piece;
    }
    if (isEmpty) throw noQuestion(name, problems.first);
  }
  const { questionsPath, questions } = await writeQuestions(datasetFolderOf(path), pieces(), {
    origin: () => ({
      imported: { path: `../${name}`, sha256: hash.digest('hex') },
      skipped: problems.first.map(({ line, message }) => ({ line, reason: message })),
      skippedCount: problems.count,
    }),
    signal,
  });
  return {
    questionsPath,
    questions,
    problems: problems.first,
    problemCount: problems.count,
    warnings: warnings.first,
    warningCount: warnings.count,
  };
}

/** The first problems, and how many there are. */
class FirstProblems {
  readonly first: QuestionProblem[] = [];
  count = 0;

  add(problem: QuestionProblem): void {
    if (++this.count <= problemsListed) this.first.push(problem);
  }
}

function noQuestion(name: string, [first]: readonly QuestionProblem[]): UserError {
  const why =
    first === undefined ? say('it is empty') : say('line {0}: {1}', first.line, first.message);
  return new UserError(
    say(
      '{0} holds no question: {1}. Expected one JSON object a line, or a list of them, with "messages", "conversations", "qa_pairs", "prompt" and "completion", "question" and "answer", or "instruction" and "output".',
      name,
      why,
    ),
  );
}
