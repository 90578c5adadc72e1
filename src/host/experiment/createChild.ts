import type { Point } from '../../core/experiment/experiment.ts';
import { resolveRecipe } from '../../core/recipe/resolveRecipe.ts';
import { createRun } from '../run/runFolder.ts';
import type { OpenExperiment } from './experimentFolder.ts';
import { questionsOf } from './experimentQuestions.ts';

/** Where a run is to be trained: name of the machine, and the base in that machine's words. */
export interface ChildPlace {
  readonly base: string;
  readonly target: string;
  readonly via?: string | undefined;
}

/**
 * Makes the run folder of a point, and returns its path. Starts nothing.
 *
 * @throws UserError where the point itself is at fault: its dataset or its recipe
 */
export async function createChild(
  open: OpenExperiment,
  point: Point,
  place: ChildPlace,
): Promise<string> {
  const { name, runsFolder, experiment } = open;
  return createRun({
    runsFolder,
    questionsPath: await questionsOf(open, point),
    ...place,
    recipe: resolveRecipe(experiment.preset, point.overrides).recipe,
    operation: 'train',
    probes: experiment.probes,
    experiment: { name, point: point.key },
  });
}
