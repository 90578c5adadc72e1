import * as v from 'valibot';
import { because } from '../common/issueInWords.ts';
import { line, moment, path, plainPath, sha256, version } from '../common/schemas.ts';
import { checkRecipe, isHyperparameter } from '../recipe/checkRecipe.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { asks, probes, type RunRequest } from './runRequest.ts';

/**
 * Hyperparameters in their ranges. Unknown ones, from other versions, are kept: the trainer
 * interprets them.
 */
const recipe = v.pipe(
  v.objectWithRest(
    { preset: line(100), maxAnswerTokens: v.number() },
    v.union([v.number(), v.boolean(), line(100), v.pipe(v.array(line(100)), v.maxLength(100))]),
  ),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const known = Object.entries(dataset.value).filter(([name]) => isHyperparameter(name));
    const [problem] = checkRecipe(Object.fromEntries(known));
    if (problem) addIssue({ message: because(problem.message) });
  }),
  v.transform((value) => value as unknown as Recipe),
);

/** run.json, as far as this extension reads it. */
export const runRequestSchema: v.GenericSchema<unknown, RunRequest> = v.object({
  v: version,
  id: v.pipe(line(200), v.minLength(1)),
  created: moment,
  operation: v.picklist(['train', 'predict', 'preflight']),
  base: v.pipe(path, v.minLength(1)),
  baseSha256: v.exactOptional(sha256),
  questions: v.object({
    path: plainPath,
    sha256,
    sourceSha256: v.exactOptional(sha256),
    source: path,
  }),
  adapter: v.exactOptional(v.object({ path: plainPath, source: path })),
  parent: v.exactOptional(v.object({ run: line(200), asks: v.picklist(asks) })),
  experiment: v.exactOptional(v.object({ name: line(200), point: line(100) })),
  recipe,
  probes: v.exactOptional(v.picklist(probes)),
  target: line(300),
  via: v.exactOptional(line(300)),
  versions: v.record(line(100), line(100)),
});
