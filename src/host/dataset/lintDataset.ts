import { type LintProblem, QuestionLinter } from '../../core/dataset/lintQuestions.ts';
import { QuestionReader } from '../../core/dataset/questionsFile.ts';
import { TooSlow, useTexts } from '../base/boundedTexts.ts';
import { findPromptRenderer, type PromptRenderer } from '../base/promptRenderer.ts';
import { type Lines, readLines } from '../files/readLines.ts';

export interface LintRequest {
  /** Of questions.jsonl. */
  readonly path: string;
  /** What stands in the editor, where that is not what is on the disk. */
  readonly text?: string | undefined;
  /** The base whose tokenizer the goldens have to pass through, as `resolveBase` gives it. */
  readonly base?: Parameters<typeof findPromptRenderer>[0] | undefined;
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
  const renderer = request.base && (await findPromptRenderer(request.base));
  if (renderer === undefined) return lintWith(undefined, request);
  try {
    return await lintWith(renderer, request);
  } catch (error) {
    if (!(error instanceof TooSlow)) throw error;
    const { message } = error;
    const ofBase: LintProblem = { line: 1, severity: 'warning', code: 'base', message };
    return [ofBase, ...(await lintWith(undefined, request))].slice(0, lintLimit);
  }
}

async function lintWith(
  renderer: PromptRenderer | undefined,
  { path, text, maxAnswerTokens, signal }: LintRequest,
): Promise<LintProblem[]> {
  const reader = new QuestionReader();
  const linter = new QuestionLinter(renderer?.use((prompts) => prompts.probe(maxAnswerTokens)));
  const problems: LintProblem[] = [];
  const lint = ({ from, texts }: Lines): void => {
    for (const [at, content] of texts.entries()) {
      const read = reader.read(content, from + at);
      if (read !== undefined) problems.push(...linter.lint(read));
    }
  };
  for await (const lines of text === undefined ? readLines(path, { signal }) : [linesOf(text)]) {
    for (const some of piecesOf(lines)) {
      useTexts(renderer, () => {
        lint(some);
      });
      if (problems.length >= lintLimit) return problems.slice(0, lintLimit);
    }
  }
  return problems;
}

const linesOf = (text: string): Lines => ({ from: 1, texts: text.split('\n') });

/** Of a hundred lines, so that a base that takes too long is noticed soon. */
function* piecesOf({ from, texts }: Lines): Generator<Lines> {
  for (let at = 0; at < texts.length; at += 100) {
    yield { from: from + at, texts: texts.slice(at, at + 100) };
  }
}
