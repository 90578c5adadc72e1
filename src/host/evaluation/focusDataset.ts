import { say } from '../../core/common/sentence.ts';
import { exists } from '../files/exists.ts';
import { dirname, join } from 'node:path';
import { type FocusedFacts, focusQuestions } from '../../core/dataset/focusQuestions.ts';
import type { Question } from '../../core/dataset/question.ts';
import { UserError } from '../../core/common/userError.ts';
import { type GenerateRequest, readPhrasings } from '../dataset/generateDataset.ts';
import { nameOfBase } from '../base/embeddedBase.ts';
import { evaluateRun } from './evaluateRun.ts';
import type { Focus } from './focus.ts';
import { readMeta } from '../dataset/readMeta.ts';
import { writeQuestions } from '../dataset/writeQuestions.ts';

/** Of the phrasings, those that the run's dataset was made with. */
export interface FocusRequest extends Pick<
  GenerateRequest,
  'phrasingsPath' | 'ownPhrasings' | 'signal'
> {
  readonly runFolder: string;
}

export interface FocusedDataset extends FocusedFacts {
  readonly questionsPath: string;
  readonly focus: Focus;
  readonly questions: number;
}

/**
 * Generates the follow-up dataset of a run: `NAME-focus.dataset` beside the one it was trained on.
 *
 * @throws UserError when the run has no answers or no adapter yet, failed no trained fact, or was asked
 *   in another language than the phrasings'.
 */
export async function focusDataset(asked: FocusRequest): Promise<FocusedDataset> {
  const { runFolder, signal } = asked;
  const { rows: answered, request } = await evaluateRun(runFolder);
  const rows = [...answered];
  const adapter = join(runFolder, 'adapter');
  if (!(await exists(adapter))) {
    throw new UserError(
      say('{0} has no adapter to continue from. Train one first.', request.id),
      'train',
    );
  }
  const before = rows.map(({ question }) => question);
  const trained = new Set(before.filter(({ split }) => split === 'train').map(({ fact }) => fact));
  const missed = rows.filter(({ verdict }) => verdict !== 'exact');
  const failed = new Set(missed.map(({ question }) => question.fact).filter((f) => trained.has(f)));
  if (failed.size === 0) {
    throw new UserError(
      say('{0} recalls every fact that it was trained on: nothing to focus on.', request.id),
    );
  }
  const phrasings = await readPhrasings(asked);
  await requireLanguage(phrasings.language, request.questions.source);
  const { questions, ...facts } = focusQuestions(before, failed, phrasings);
  const { rank, alpha, targetModules } = request.recipe;
  const focus: Focus = {
    run: request.id,
    base: await nameOfBase(request.base, runFolder),
    adapter,
    shape: { rank, alpha, targetModules },
    failedFacts: failed.size,
  };
  const { questionsPath } = await writeQuestions(
    focusFolderOf(request.questions.source),
    inPieces(questions),
    { origin: () => ({ focus }), signal },
  );
  return { questionsPath, focus, questions: questions.length, ...facts };
}

/** @throws UserError when a dataset's questions.meta.json names another language */
async function requireLanguage(language: string, questionsPath: string): Promise<void> {
  const meta = await readMeta(questionsPath);
  const templates = meta?.phrasings as { readonly language?: unknown } | undefined;
  const wanted = templates?.language;
  if (typeof wanted !== 'string' || wanted === language) return;
  throw new UserError(
    say(
      '{0} asks in the language “{1}”, the phrasings are in “{2}”. Name those that it was made with in cricketLora.dataset.phrasings.',
      questionsPath,
      wanted,
      language,
    ),
    'open settings',
  );
}

/** Number of questions formatted per chunk. */
const pieceLength = 1000;

function* inPieces(questions: readonly Question[]): Generator<readonly Question[]> {
  for (let from = 0; from < questions.length; from += pieceLength) {
    yield questions.slice(from, from + pieceLength);
  }
}

/**
 * `…/NAME-focus.dataset` for `…/NAME.dataset/questions.jsonl`, or for a NAME that already is a
 * focus.
 */
const focusFolderOf = (questionsPath: string): string =>
  dirname(questionsPath).replace(/(?:-focus)?\.dataset$/, '') + '-focus.dataset';
