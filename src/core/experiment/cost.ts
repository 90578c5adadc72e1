import { say, type Sentence } from '../common/sentence.ts';
import { countedText } from '../common/counted.ts';
import { formatBytes } from '../common/formatBytes.ts';
import { formatDuration } from '../common/formatDuration.ts';
import { usualEpochs } from '../recipe/estimateTraining.ts';
import type { Recipe } from '../recipe/recipe.ts';

/** What a run takes beside its steps and its answers, and what those take, measured on the dearest recipe. */
export interface Measured {
  readonly secondsPerStep: number;
  readonly secondsPerQuestion: number;
  /** Loading the base, and ending. */
  readonly secondsBeside: number;
  readonly peakBytes: number;
}

/** What decides how long a run takes. */
export interface RunSize {
  /** Questions that an epoch asks, and those that are asked once trained. */
  readonly trained: number;
  readonly asked: number;
  readonly recipe: Pick<Recipe, 'epochs' | 'batchSize' | 'stopAtRecall'>;
  /** Of its base. */
  readonly measured: Measured;
}

export interface ExperimentCost {
  readonly runs: number;
  /** If recall is reached when it usually is, and if every run goes to its cap of epochs. */
  readonly seconds: number;
  readonly mostSeconds: number;
  readonly peakBytes: number;
  readonly atOnce: number;
}

/** What an experiment takes with so many runs at once: not less, since every run is taken for the dearest. */
export function costOf(runs: readonly RunSize[], atOnce: number): ExperimentCost {
  const total = (epochsOf: (recipe: RunSize['recipe']) => number): number =>
    runs.reduce((sum, run) => sum + secondsOf(run, epochsOf(run.recipe)), 0) / atOnce;
  return {
    runs: runs.length,
    seconds: total(({ epochs, stopAtRecall }) =>
      stopAtRecall ? Math.min(epochs, usualEpochs) : epochs,
    ),
    mostSeconds: total(({ epochs }) => epochs),
    peakBytes: Math.max(0, ...runs.map(({ measured }) => measured.peakBytes)),
    atOnce,
  };
}

function secondsOf({ trained, asked, recipe, measured }: RunSize, epochs: number): number {
  const steps = epochs * Math.ceil(trained / recipe.batchSize);
  const { secondsPerStep, secondsPerQuestion, secondsBeside } = measured;
  return steps * secondsPerStep + asked * secondsPerQuestion + secondsBeside;
}

/** `12 runs, one at a time: about 7 min 20 s, at most 21 min 05 s; 0.5 GB of memory at the peak.` */
export function costInWords(cost: ExperimentCost): Sentence {
  const { runs, seconds, mostSeconds, peakBytes, atOnce } = cost;
  const how = atOnce === 1 ? say('one at a time') : say('{0} at once', atOnce);
  const counted = countedText(runs, 'run');
  const usual = formatDuration(seconds);
  const memory = formatBytes(peakBytes);
  return mostSeconds > seconds
    ? say(
        '{0}, {1}: about {2}, at most {3}; {4} of memory at the peak.',
        counted,
        how,
        usual,
        formatDuration(mostSeconds),
        memory,
      )
    : say('{0}, {1}: about {2}; {3} of memory at the peak.', counted, how, usual, memory);
}
