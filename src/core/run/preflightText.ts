import { formatBytes } from '../common/formatBytes.ts';
import { formatDuration } from '../common/formatDuration.ts';
import type { PreflightEvent } from './events.ts';
import { usualEpochs } from '../recipe/estimateTraining.ts';
import type { Recipe } from '../recipe/recipe.ts';
import type { RunState } from './runState.ts';
import { pluralize } from '../common/formatNumbers.ts';

/** The results of a preflight in sentences; the last ones suggest settings to lower, if any. */
export function preflightText(
  { started, preflight }: Pick<RunState, 'started' | 'preflight'>,
  recipe: Pick<Recipe, 'batchSize' | 'epochs' | 'stopAtRecall'>,
): string[] {
  if (!preflight || !started) return [];
  const { device, dtype } = started;
  // A step has no more questions than there are.
  const step = Math.min(recipe.batchSize, started.questions.train);
  const capability = preflight.capability && `, capability ${preflight.capability}`;
  return [
    `${device.name}${capability}: the base is held in ${dtype}, ${preflight.reason}.`,
    `${formatBytes(preflight.peakBytes)} of memory at the peak; ${formatBytes(preflight.freeBytes)} were free with the base loaded.`,
    `${formatSeconds(preflight.secondsPerStep)} a step of ${pluralize(step, 'question')}: ${trainingTime(preflight, recipe)}, then ${formatDuration(preflight.secondsPredicting)} to ask every question.`,
    ...whatToLower(preflight, step),
  ];
}

function whatToLower(
  { questionsAtOnce, recorded, capability }: PreflightEvent,
  step: number,
): string[] {
  if (questionsAtOnce < step) {
    return [
      `Memory holds ${questionsAtOnce} questions at once: each step is taken in ${Math.ceil(step / questionsAtOnce)} parts. Lower cricketLora.recipe.batchSize to ${questionsAtOnce}, or cricketLora.recipe.rank, for faster steps.`,
    ];
  }
  return capability && !recorded
    ? ['Steps are not recorded as CUDA graphs: quantization, or too little memory for it.']
    : [];
}

function trainingTime(
  { secondsToCap, stepsToCap }: PreflightEvent,
  { epochs, stopAtRecall }: Pick<Recipe, 'epochs' | 'stopAtRecall'>,
): string {
  const cap = `${formatDuration(secondsToCap)} for ${pluralize(stepsToCap, 'step')}`;
  if (!stopAtRecall || epochs <= usualEpochs) return cap;
  const usual = formatDuration((secondsToCap * usualEpochs) / epochs);
  return `about ${usual} if everything is recalled after ${usualEpochs} epochs, at most ${cap}`;
}

const formatSeconds = (seconds: number): string =>
  seconds < 1 ? `${Math.round(seconds * 1000)} ms` : `${seconds.toFixed(1)} s`;
