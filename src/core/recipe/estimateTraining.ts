import type { Recipe } from './recipe.ts';
import { pluralize } from '../common/formatNumbers.ts';

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

/** @param work `questions`: trained ones; `parameters`: of the base */
export function estimateTraining(
  recipe: Pick<Recipe, 'epochs' | 'batchSize' | 'stopAtRecall'>,
  work: { questions: number; parameters: number; device: 'cpu' | 'cuda' },
): TrainingEstimate {
  const operations = work.questions * tokensPerQuestion * work.parameters * operationsPerParameter;
  const secondsPerEpoch = operations / operationsPerSecond[work.device];
  const usual = recipe.stopAtRecall ? Math.min(recipe.epochs, usualEpochs) : recipe.epochs;
  return {
    steps: Math.ceil(work.questions / recipe.batchSize) * recipe.epochs,
    seconds: recipe.epochs * secondsPerEpoch,
    usualSeconds: usual * secondsPerEpoch,
  };
}

/** Parameters by a base's name: `Qwen/Qwen2.5-1.5B-Instruct` says 1.5e9. Undefined when it says nothing. */
export function parametersByName(base: string): number | undefined {
  const [, billions] = /(?:^|[-_/])(\d+(?:\.\d+)?)B(?![a-z])/i.exec(base) ?? [];
  return billions === undefined ? undefined : Number(billions) * 1e9;
}

/** A guessed time, no finer than it is known: `about 9 minutes`, `about 3 hours`, `about 7 days`. */
export function roughDuration(seconds: number): string {
  const count = (size: number, unit: string): string =>
    `about ${pluralize(Math.max(1, Math.round(seconds / size)), unit)}`;
  if (seconds < 5400) return count(60, 'minute');
  return seconds < 172_800 ? count(3600, 'hour') : count(86_400, 'day');
}
