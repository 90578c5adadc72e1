import { say } from '../../core/common/sentence.ts';
import { localTargetName } from '../../core/target/targetSetting.ts';
import { UserError } from '../../core/common/userError.ts';
import { costOf, type ExperimentCost, type Measured } from '../../core/experiment/cost.ts';
import type { Point } from '../../core/experiment/experiment.ts';
import { questionsPerEpoch } from '../../core/recipe/estimateTraining.ts';
import type { Recipe } from '../../core/recipe/recipe.ts';
import { resolveRecipe } from '../../core/recipe/resolveRecipe.ts';
import { failureError } from '../../core/run/trainerFailures.ts';
import { surveyQuestions } from '../dataset/readQuestions.ts';
import { createRun } from '../run/runFolder.ts';
import { startRun } from '../run/startRun.ts';
import { watchRun } from '../run/watchRun.ts';
import type { OpenExperiment } from './experimentFolder.ts';
import { questionsOf } from './experimentQuestions.ts';
import type { Place, Slot } from './place.ts';

/** A point with what decides its cost. */
interface Sized {
  readonly point: Point;
  readonly recipe: Recipe;
  readonly trained: number;
  readonly asked: number;
}

/**
 * Measures what an experiment will take: a preflight of the dearest recipe on each base, on the first of its
 * machines. Makes the questions of all its points.
 *
 * @throws UserError when questions cannot be made or a preflight fails; the signal's reason when aborted
 */
export async function measureCost(
  open: OpenExperiment,
  places: readonly Place[],
  signal: AbortSignal,
): Promise<ExperimentCost> {
  const slots = await Promise.all(
    places.map(async (place) => ({ place, slots: await place.slots(signal) })),
  );
  const [first] = slots;
  const slot = first?.slots[0];
  if (first === undefined || slot === undefined) {
    throw new UserError(say('The experiment names no machine that takes a run.'));
  }
  const sized = await sizesOf(open, signal);
  const measured = new Map<string, Measured>();
  for (const base of open.experiment.base) {
    const dearest = sized
      .filter(({ point }) => point.base === base)
      .reduce((most, one) => (weightOf(one) > weightOf(most) ? one : most));
    measured.set(base, await measure(open, dearest, { place: first.place, slot, signal }));
  }
  const atOnce = slots.reduce((sum, { slots: { length } }) => sum + length, 0);
  return costOf(
    sized.flatMap(({ point, ...size }) => {
      const known = measured.get(point.base);
      return known === undefined ? [] : { ...size, measured: known };
    }),
    atOnce,
  );
}

async function sizesOf(open: OpenExperiment, signal: AbortSignal): Promise<Sized[]> {
  const counts = new Map<string, { readonly trained: number; readonly asked: number }>();
  const sized: Sized[] = [];
  for (const point of open.grid.points) {
    signal.throwIfAborted();
    let known = counts.get(point.datasetKey);
    if (known === undefined) {
      const survey = await surveyQuestions(await questionsOf(open, point));
      const asked = Object.values(survey.splits).reduce((sum, one) => sum + one, 0);
      known = { trained: questionsPerEpoch(survey), asked };
      counts.set(point.datasetKey, known);
    }
    const { recipe } = resolveRecipe(open.experiment.preset, point.overrides);
    sized.push({ point, recipe, ...known });
  }
  return sized;
}

/** What makes a step dear. */
const weightOf = ({ recipe, trained }: Sized): number =>
  recipe.rank * recipe.targetModules.length * Math.min(recipe.batchSize, trained);

async function measure(
  open: OpenExperiment,
  { point, recipe, asked }: Sized,
  {
    place,
    slot: { target },
    signal,
  }: { readonly place: Place; readonly slot: Slot; readonly signal: AbortSignal },
): Promise<Measured> {
  const folder = await createRun({
    runsFolder: open.runsFolder,
    questionsPath: await questionsOf(open, point),
    base: await place.baseOf(point.base),
    recipe,
    operation: 'preflight',
    target: place.via === undefined ? place.name : localTargetName,
  });
  await startRun(folder, target, { signal });
  const { preflight, failure, finish } = await watchRun(folder, () => undefined, {
    target,
    signal,
  });
  if (signal.aborted) {
    await target.end(folder, {});
    throw signal.reason as Error;
  }
  if (preflight === undefined) {
    throw failureError(failure?.code ?? 'died', failure?.parameters ?? {});
  }
  const { secondsPerStep, secondsPredicting, peakBytes } = preflight;
  return {
    secondsPerStep,
    secondsPerQuestion: secondsPredicting / Math.max(1, asked),
    secondsBeside: finish?.seconds ?? 0,
    peakBytes,
  };
}
