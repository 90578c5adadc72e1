import { countedText } from '../../core/common/counted.ts';
import { say, type Text } from '../../core/common/sentence.ts';
import { predictionsName } from '../run/runFiles.ts';
import { createHash } from 'node:crypto';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { AnswerStore } from '../../core/evaluation/answerStore.ts';
import {
  evaluateAnswers,
  type Evaluation,
  type SplitTallies,
} from '../../core/evaluation/evaluation.ts';
import { evaluationVersion, toEvaluationFile } from '../../core/evaluation/evaluationFile.ts';
import { totalsSchema } from '../../core/evaluation/totalsSchema.ts';
import type { PredictionHead } from '../../core/evaluation/prediction.ts';
import {
  PredictionsReader,
  type PredictionProblem,
} from '../../core/evaluation/predictionsFile.ts';
import { QuestionColumns } from '../../core/dataset/questionStore.ts';
import type { RunRequest } from '../../core/run/runRequest.ts';
import { UserError } from '../../core/common/userError.ts';
import { writeAtomically } from '../files/writeAtomically.ts';
import { readChecked, readCheckedNow, readJsonObject } from '../files/readJsonObject.ts';
import { eachQuestion } from '../dataset/readQuestions.ts';
import { readRegular } from '../files/openRegular.ts';
import { readLines } from '../files/readLines.ts';
import { readRunRequest } from '../run/runFolder.ts';

/** The evaluation of a run, with its sources. */
export interface RunEvaluation extends Evaluation {
  readonly request: RunRequest;
  readonly head: PredictionHead;
  /** Problems with the files, in sentences to be shown; empty when there are none. */
  readonly notices: readonly Text[];
}

const evaluationName = 'evaluation.json';
/** Of evaluation.json: counts by split, statistic and phrasing. */
const mostBytes = 64 << 20;

/**
 * Scores a run's predictions against its questions and writes evaluation.json beside them, without
 * asking the model. Failing to write evaluation.json is a notice, not an error.
 *
 * @param skewLimit see `scoreOutput.ts`
 * @throws UserError when the run has no predictions yet or its files cannot be read
 */
export async function evaluateRun(runFolder: string, skewLimit?: number): Promise<RunEvaluation> {
  const request = await readRunRequest(runFolder);
  const predictionsPath = join(runFolder, predictionsName);
  await requireAnswers(predictionsPath, request.id);
  const hash = createHash('sha256');
  const questions = new QuestionColumns();
  await eachQuestion(
    join(runFolder, request.questions.path),
    { hash, below: runFolder },
    (question) => {
      questions.push(question);
    },
  );
  const answers = new AnswerStore(questions);
  const reader = new PredictionsReader(predictionsName, (prediction) => {
    answers.add(prediction);
  });
  for await (const { texts } of readLines(predictionsPath, { below: runFolder }))
    for (const text of texts) reader.push(text);
  const { head, problems } = reader.end();
  const evaluation = evaluateAnswers(answers, skewLimit);
  const notices = noticesOf(evaluation, problems);
  const questionsSha256 = hash.digest('hex');
  if (head.questionsSha256 !== '' && head.questionsSha256 !== questionsSha256)
    notices.push(
      say(
        '{0} has changed since it was asked. Evaluate again for answers to these questions.',
        request.questions.path,
      ),
    );
  const file = toEvaluationFile(evaluation, { run: request.id, questionsSha256 });
  const path = join(runFolder, evaluationName);
  if (await isNewer(path))
    notices.push(
      say(
        '{0} was written by a newer version of Cricket LoRA and is kept. The totals shown are computed from the answers.',
        evaluationName,
      ),
    );
  else
    await writeWhereChanged(path, `${JSON.stringify(file, null, 2)}\n`).catch((error: unknown) => {
      if (!(error instanceof UserError)) throw error;
      notices.push(error.text);
    });
  return { ...evaluation, request, head, notices };
}

/**
 * The recall by split in evaluation.json, without scoring; undefined if there is no such file or it
 * is of a newer version.
 */
export async function readTotals(runFolder: string): Promise<SplitTallies | undefined> {
  const path = join(runFolder, evaluationName);
  const opening = { below: runFolder, most: mostBytes };
  return (await readChecked(path, totalsSchema, opening).catch(() => undefined))?.value?.totals;
}

/** The same, but blocks: for a thread that reads many runs. */
export function readTotalsNow(runFolder: string): SplitTallies | undefined {
  const path = join(runFolder, evaluationName);
  try {
    return readCheckedNow(path, totalsSchema, { below: runFolder, most: mostBytes })?.value?.totals;
  } catch {
    return undefined;
  }
}

async function requireAnswers(path: string, run: string): Promise<void> {
  const isMissing = await access(path).then(
    () => false,
    (reason: unknown) => (reason as NodeJS.ErrnoException).code === 'ENOENT',
  );
  if (isMissing)
    throw new UserError(
      say(
        '{0} has no answers yet: they follow after training. If it has ended without them, choose Evaluate or Resume Run.',
        run,
      ),
    );
}

function noticesOf(evaluation: Evaluation, problems: readonly PredictionProblem[]): Text[] {
  const notices: Text[] = [];
  const [first] = problems;
  if (first !== undefined)
    notices.push(
      say(
        '{0}: {1} left out; line {2}: {3}.',
        predictionsName,
        countedText(problems.length, 'line'),
        first.line,
        first.message,
      ),
    );
  if (evaluation.missing > 0)
    notices.push(
      say('{0} without an answer, not counted below.', countedText(evaluation.missing, 'question')),
    );
  if (evaluation.unknown > 0)
    notices.push(
      say(
        '{0} to questions that this run does not have.',
        countedText(evaluation.unknown, 'answer'),
      ),
    );
  if (evaluation.repeated > 0)
    notices.push(
      say(
        '{0} to a question answered before; the first counts.',
        countedText(evaluation.repeated, 'answer'),
      ),
    );
  return notices;
}

async function isNewer(path: string): Promise<boolean> {
  const before = await readJsonObject(path, { most: mostBytes }).catch(() => undefined);
  return typeof before?.v === 'number' && before.v > evaluationVersion;
}

/** Leaves an unchanged file untouched, so that reading an evaluation changes nothing. */
async function writeWhereChanged(path: string, content: string): Promise<void> {
  const before = await readRegular(path, { most: mostBytes }).catch(() => undefined);
  if (before !== content) await writeAtomically(path, content);
}
