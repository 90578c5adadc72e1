import type { TextProbe } from '../../core/dataset/checkTexts.ts';
import { type LintProblem, QuestionLinter } from '../../core/dataset/lintQuestions.ts';
import { QuestionReader } from '../../core/dataset/questionsFile.ts';
import { loadPromptRenderer } from '../base/promptRenderer.ts';
import { type Lines, readLines } from '../files/readLines.ts';

export interface LintRequest {
  /** Of questions.jsonl. */
  readonly path: string;
  /** What stands in the editor, where that is not what is on the disk. */
  readonly text?: string | undefined;
  /** The base whose tokenizer the goldens have to pass through, as `resolveBase` gives it. */
  readonly base?: Parameters<typeof loadPromptRenderer>[0] | undefined;
  /** The recipe's limit of an answer's tokens. */
  readonly maxAnswerTokens?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** VS Code silently drops diagnostics beyond this many per file. */
const lintLimit = 1000;

/**
 * What is amiss with a questions.jsonl: the first problems, by line.
 *
 * @throws UserError when the file cannot be read; the signal's reason when aborted.
 */
export async function lintDataset(request: LintRequest): Promise<LintProblem[]> {
  const { path, text, signal } = request;
  const reader = new QuestionReader();
  const linter = new QuestionLinter(await probeOf(request));
  const problems: LintProblem[] = [];
  const lines = text === undefined ? readLines(path, { signal }) : [linesOf(text)];
  for await (const { from, texts } of lines) {
    for (const [at, content] of texts.entries()) {
      const read = reader.read(content, from + at);
      if (read !== undefined) problems.push(...linter.lint(read));
      if (problems.length >= lintLimit) return problems.slice(0, lintLimit);
    }
  }
  return problems;
}

const linesOf = (text: string): Lines => ({ from: 1, texts: text.split('\n') });

/** The base's own tokenizer, where it is on this machine. */
export async function probeOf({
  base,
  maxAnswerTokens,
}: Pick<LintRequest, 'base' | 'maxAnswerTokens'>): Promise<TextProbe | undefined> {
  const renderer = base && (await loadPromptRenderer(base).catch(() => undefined));
  return renderer?.probe(maxAnswerTokens);
}
