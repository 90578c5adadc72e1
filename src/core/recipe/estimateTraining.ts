import { say, type Sentence } from '../common/sentence.ts';
import { automaticRehearsal } from './baseSize.ts';
import type { Recipe } from './recipe.ts';

/** How long a training takes, roughly: good for choosing a base, not for planning a day. */
export interface TrainingEstimate {
  /** Until the cap of epochs. */
  readonly steps: number;
  readonly seconds: number;
  /** Until everything is usually recalled; `seconds` where the recipe does not stop then. */
  readonly usualSeconds: number;
}

/**
 * Epochs after which preset `recall` usually has everything: real bases took 6 to 8
 * (bench/results/recall.json), the embedded one 10.
 */
export const usualEpochs = 10;

/**
 * Operations a token: 2 a parameter forward and 2 back through the frozen base (the adapter's own share
 * is small); tokens a question, with its share of the chat template; and what a machine gets out of its
 * arithmetic in practice (a T4 and a processor of some eight cores).
 */
const operationsPerParameter = 4;
const tokensPerQuestion = 60;
const operationsPerSecond = { cpu: 1e11, cuda: 2e13 };
/** A rehearsed row is longer than a question, whose answer is a figure or two. */
const rehearsedPerQuestion = 1.5;
/**
 * An epoch asks `asked` of every `of` questions of the split `unknown`, of the facts in other spellings and
 * words, and, where there are such, of the phrasings, as the trainer's `schedule.py` says.
 */
const ofUnknown = { asked: 1, of: 5 };
const ofOtherWays = { asked: 1, of: 2 };
const ofPhrasings = { asked: 2, of: 3 };
const inTurn = (questions: number, { asked, of }: typeof ofUnknown): number =>
  Math.min(questions, asked * Math.ceil(questions / of));

/** @param counts `otherWays`: of those of the split `train` */
export const questionsPerEpoch = ({
  splits: { train, unknown },
  otherWays,
}: {
  readonly splits: { readonly train: number; readonly unknown: number };
  readonly otherWays: number;
}): number =>
  (otherWays > 0 ? inTurn(train - otherWays, ofPhrasings) : train) +
  inTurn(otherWays, ofOtherWays) +
  inTurn(unknown, ofUnknown);

/** @param work `questions`: of an epoch; `parameters`: of the base */
export function estimateTraining(
  recipe: Pick<Recipe, 'epochs' | 'batchSize' | 'stopAtRecall' | 'rehearsal'>,
  work: { questions: number; parameters: number; device: 'cpu' | 'cuda' },
): TrainingEstimate {
  const share = rehearsalShare(recipe.rehearsal, work.parameters);
  const rows = work.questions * (1 + (rehearsedPerQuestion * share) / (1 - share));
  const operations = rows * tokensPerQuestion * work.parameters * operationsPerParameter;
  const secondsPerEpoch = operations / operationsPerSecond[work.device];
  const usual = recipe.stopAtRecall ? Math.min(recipe.epochs, usualEpochs) : recipe.epochs;
  return {
    steps: Math.ceil(work.questions / recipe.batchSize) * recipe.epochs,
    seconds: recipe.epochs * secondsPerEpoch,
    usualSeconds: usual * secondsPerEpoch,
  };
}

function rehearsalShare(rehearsal: Recipe['rehearsal'], parameters: number): number {
  if (rehearsal === 'off') return 0;
  if (rehearsal !== 'auto') return rehearsal;
  return automaticRehearsal(parameters);
}

/** A guessed time, no finer than it is known: `about 9 minutes`, `about 3 hours`, `about 7 days`. */
export function roughDuration(seconds: number): Sentence {
  const count = (size: number): number => Math.max(1, Math.round(seconds / size));
  if (seconds < 5400) {
    const minutes = count(60);
    return minutes === 1 ? say('about 1 minute') : say('about {0} minutes', minutes);
  }
  if (seconds < 172_800) {
    const hours = count(3600);
    return hours === 1 ? say('about 1 hour') : say('about {0} hours', hours);
  }
  return say('about {0} days', count(86_400));
}
