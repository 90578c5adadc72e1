import { joined, say, type Text } from '../common/sentence.ts';
import * as v from 'valibot';
import { because, issueInWords } from '../common/issueInWords.ts';
import { line, path, plainPath, version } from '../common/schemas.ts';
import { allowedInstead, isHyperparameter, quoted } from '../recipe/checkRecipe.ts';
import { presets, type PresetName } from '../recipe/recipe.ts';
import { probes } from '../run/runRequest.ts';
import { datasetOptions, listOptions } from './datasetOptions.ts';
import type { Experiment } from './experiment.ts';

const mostLevels = 100;
const usualRuns = 200;
const usualHostMinutes = 10;

/** A value, or a list of several. */
const orSeveral = <Value>(one: v.GenericSchema<unknown, Value>) =>
  v.pipe(
    v.union([
      v.pipe(v.array(one), v.minLength(1), v.maxLength(mostLevels)),
      v.pipe(
        one,
        v.transform((value) => [value]),
      ),
    ]),
    v.check((values) => areDistinct(values), because(say('a value twice'))),
  );

const areDistinct = (values: readonly unknown[]): boolean =>
  new Set(values.map((value) => JSON.stringify(value))).size === values.length;

/** The levels that a value stands for, where a value may itself be a list. */
const levelsOf = (value: unknown, isList: boolean): readonly unknown[] =>
  Array.isArray(value) && (!isList || Array.isArray(value[0])) ? value : [value];

type Levels = Readonly<Record<string, readonly unknown[]>>;

/** Hyperparameters or options by name, each checked as a setting is. */
const several = (
  isList: (name: string) => boolean,
  problemOf: (name: string, value: unknown) => Text | undefined,
) =>
  v.pipe(
    v.record(line(100), v.unknown()),
    v.transform((values): Levels =>
      Object.fromEntries(
        Object.entries(values).map(([name, value]) => [name, levelsOf(value, isList(name))]),
      ),
    ),
    v.rawCheck<Levels>(({ dataset, addIssue }) => {
      if (!dataset.typed) return;
      for (const [name, levels] of Object.entries(dataset.value)) {
        const complain = (text: Text): void => {
          addIssue({ message: because(text) });
        };
        if (levels.length === 0) complain(say('{0} has no value', name));
        if (levels.length > mostLevels) complain(say('{0} has too many values', name));
        if (!areDistinct(levels)) complain(say('{0} has a value twice', name));
        for (const level of levels) {
          const problem = problemOf(name, level);
          if (problem !== undefined) complain(problem);
        }
      }
    }),
  );

const recipe = several(
  (name) => name === 'targetModules',
  (name, value) => {
    if (name === 'seed') return say('seed stands in "seeds", not in "recipe"');
    if (!isHyperparameter(name)) return say('{0} is no hyperparameter', name);
    const allowed = allowedInstead(name, value);
    return allowed && say('{0} is {1}; it must be {2}', name, quoted(value), allowed);
  },
);

const dataset = several(
  (name) => listOptions.includes(name),
  (name, value) => {
    const schema = Object.hasOwn(datasetOptions, name) ? datasetOptions[name] : undefined;
    if (schema === undefined) {
      return say(
        '{0} is no option of a dataset. There are {1}',
        name,
        Object.keys(datasetOptions).join(', '),
      );
    }
    const found = v.safeParse(schema, value, { abortEarly: true });
    return found.success ? undefined : joined([name, issueInWords(found.issues[0])], ': ');
  },
);

const whole = (least: number, most: number) =>
  v.pipe(v.number(), v.safeInteger(), v.minValue(least), v.maxValue(most));

const shape = v.strictObject({
  $schema: v.exactOptional(line(1000)),
  v: version,
  name: v.pipe(line(100), v.minLength(1)),
  question: v.exactOptional(line(400)),
  table: v.exactOptional(plainPath),
  questions: v.exactOptional(plainPath),
  base: v.optional(orSeveral(v.pipe(path, v.minLength(1))), ['embedded']),
  preset: v.optional(v.picklist(Object.keys(presets) as PresetName[]), 'recall'),
  recipe: v.optional(recipe, {}),
  dataset: v.optional(dataset, {}),
  seeds: v.optional(orSeveral(whole(0, 0xffffffff)), [1]),
  targets: v.optional(orSeveral(v.pipe(line(300), v.minLength(1))), ['local']),
  probes: v.optional(v.picklist(probes), 'off'),
  stopping: v.exactOptional(
    v.strictObject({
      graceEpochs: whole(1, 100_000),
      reduction: v.optional(v.pipe(v.number(), v.minValue(1.1), v.maxValue(100)), 4),
    }),
  ),
  limits: v.optional(
    v.strictObject({
      runs: v.optional(whole(1, 10_000), usualRuns),
      hostMinutes: v.optional(v.pipe(v.number(), v.minValue(0.01), v.maxValue(10_000)), 10),
    }),
    { runs: usualRuns, hostMinutes: usualHostMinutes },
  ),
});

/** experiment.json. */
export const experimentSchema: v.GenericSchema<unknown, Experiment> = v.pipe(
  shape,
  v.check(
    ({ table, questions }) => (table === undefined) !== (questions === undefined),
    because(say('needs either "table" or "questions"')),
  ),
  v.check(
    (one) => one.questions === undefined || Object.keys(one.dataset).length === 0,
    because(say('"dataset" needs a "table": "questions" are made already')),
  ),
  v.check(
    (one) => runsOf(one) <= one.limits.runs,
    (issue) =>
      because(
        say(
          'the grid has {0} runs, and limits.runs allows {1}',
          runsOf(issue.input),
          issue.input.limits.runs,
        ),
      ),
  ),
);

/** Runs of a grid. */
function runsOf({
  base,
  recipe: hyperparameters,
  dataset: options,
  seeds,
}: Pick<Experiment, 'base' | 'recipe' | 'dataset' | 'seeds'>): number {
  const counts = [base, seeds, ...Object.values(hyperparameters), ...Object.values(options)];
  return counts.reduce((product, levels) => product * levels.length, 1);
}
