import { formatBytes } from '../common/formatBytes.ts';
import { formatDuration } from '../common/formatDuration.ts';
import type { PreflightEvent } from './events.ts';
import { usualEpochs } from '../recipe/estimateTraining.ts';
import type { Recipe } from '../recipe/recipe.ts';
import type { RunState } from './runState.ts';
import { counted } from '../common/counted.ts';
import { translate, type Translate } from '../common/translate.ts';

/** The results of a preflight in sentences; the last ones suggest settings to lower, if any. */
export function preflightText(
  { started, preflight }: Pick<RunState, 'started' | 'preflight'>,
  recipe: Pick<Recipe, 'batchSize' | 'epochs' | 'stopAtRecall'>,
  t: Translate = translate,
): string[] {
  if (!preflight || !started) return [];
  const { device, dtype } = started;
  // A step has no more questions than there are.
  const step = Math.min(recipe.batchSize, started.questions.train);
  const capability = preflight.capability && t(', capability {0}', preflight.capability);
  return [
    t('{0}{1}: the base is held in {2}, {3}.', device.name, capability, dtype, preflight.reason),
    t(
      '{0} of memory at the peak; {1} were free with the base loaded.',
      formatBytes(preflight.peakBytes),
      formatBytes(preflight.freeBytes),
    ),
    t(
      '{0} a step of {1}: {2}, then {3} to ask every question.',
      formatSeconds(preflight.secondsPerStep),
      counted(step, 'question', t),
      trainingTime(preflight, recipe, t),
      formatDuration(preflight.secondsPredicting),
    ),
    ...whatToLower(preflight, step, t),
  ];
}

function whatToLower(
  { questionsAtOnce, recorded, capability }: PreflightEvent,
  step: number,
  t: Translate,
): string[] {
  if (questionsAtOnce < step) {
    return [
      t(
        'Memory holds {0} questions at once: each step is taken in {1} parts. Lower cricketLora.recipe.batchSize to {0}, or cricketLora.recipe.rank, for faster steps.',
        questionsAtOnce,
        Math.ceil(step / questionsAtOnce),
      ),
    ];
  }
  return capability && !recorded
    ? [t('Steps are not recorded as CUDA graphs: quantization, or too little memory for it.')]
    : [];
}

function trainingTime(
  { secondsToCap, stepsToCap }: PreflightEvent,
  { epochs, stopAtRecall }: Pick<Recipe, 'epochs' | 'stopAtRecall'>,
  t: Translate,
): string {
  const cap = t('{0} for {1}', formatDuration(secondsToCap), counted(stepsToCap, 'step', t));
  if (!stopAtRecall || epochs <= usualEpochs) return cap;
  const usual = formatDuration((secondsToCap * usualEpochs) / epochs);
  return t(
    'about {0} if everything is recalled after {1} epochs, at most {2}',
    usual,
    usualEpochs,
    cap,
  );
}

const formatSeconds = (seconds: number): string =>
  seconds < 1 ? `${Math.round(seconds * 1000)} ms` : `${seconds.toFixed(1)} s`;
