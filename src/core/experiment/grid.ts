import { rankOf } from '../common/hash.ts';
import { joined, say, type Text } from '../common/sentence.ts';
import type { Dimension, Experiment, Grid, Level, Point } from './experiment.ts';
import { levelLabel, nameInWords } from './levelLabel.ts';

/** What varies, and the runs that this makes. */
export function gridOf(experiment: Experiment): Grid {
  const { base, recipe, dataset, seeds } = experiment;
  const axes = [
    axisOf('base', base),
    ...Object.entries(recipe).map(([name, values]) => axisOf(`recipe.${name}`, values)),
    ...Object.entries(dataset).map(([name, values]) => axisOf(`dataset.${name}`, values)),
  ];
  const dimensions = axes.filter(({ levels }) => levels.length > 1);
  const cells = axes.reduce<readonly (readonly number[])[]>(
    (before, { levels }) => before.flatMap((at) => levels.map((_, level) => [...at, level])),
    [[]],
  );
  const points = seeds.flatMap((seed) => cells.map((at) => pointOf(experiment, axes, at, seed)));
  return { dimensions, points };
}

function axisOf(id: string, values: readonly unknown[]): Dimension {
  const labels = values.map((value) => levelLabel(id, value));
  const isAmbiguous = new Set(labels.map((label) => JSON.stringify(label))).size < labels.length;
  const levels = values.map((value, at): Level => {
    const label = labels[at] ?? '';
    return { value, label: isAmbiguous ? wholeValue(value) : label };
  });
  return { id, name: nameInWords(id.split('.').at(-1) ?? id), levels };
}

const wholeValue = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value);

function pointOf(
  experiment: Experiment,
  axes: readonly Dimension[],
  levels: readonly number[],
  seed: number,
): Point {
  const chosen = axes.map((axis, at) => ({ axis, level: levelAt(axis, levels[at] ?? 0) }));
  const under = (prefix: string): Record<string, unknown> =>
    Object.fromEntries(
      chosen
        .filter(({ axis }) => axis.id.startsWith(prefix))
        .map(({ axis, level }) => [axis.id.slice(prefix.length), level.value]),
    );
  const base = String(chosen[0]?.level.value);
  const overrides = { ...under('recipe.'), seed };
  const dataset = under('dataset.');
  const { table, questions, preset, probes } = experiment;
  const varied = chosen.filter(({ axis }) => axis.levels.length > 1);
  return {
    key: hashOf({ table, questions, preset, probes, base, overrides, dataset }),
    at: varied.map(({ axis, level }) => axis.levels.indexOf(level)),
    seed,
    base,
    overrides,
    dataset,
    datasetKey: hashOf({ table, questions, dataset }),
    label: joined(
      [...varied.map(({ axis, level }) => inWords(axis, level)), say('seed {0}', seed)],
      ', ',
    ),
  };
}

function levelAt({ id, levels }: Dimension, at: number): Level {
  const level = levels[at];
  if (level === undefined) throw new RangeError(`${id} has no level ${at}`);
  return level;
}

/** `rank 8`, but `all linear` and a base's own name. */
export const inWords = (
  { id, name }: Pick<Dimension, 'id' | 'name'>,
  { label }: Pick<Level, 'label'>,
): Text =>
  id === 'base' || id === 'recipe.targetModules' || id === 'dataset.rows'
    ? label
    : joined([name, label], ' ');

/** 64 bits of what it holds, whatever the order of its keys. */
function hashOf(value: unknown): string {
  const text = canonical(value);
  // FNV forgets all but 32 bits on its way: from the other end it forgets others.
  const backwards = text.split('').reverse().join('');
  return [text, backwards]
    .map(rankOf)
    .map((part) => part.toString(16).padStart(8, '0'))
    .join('');
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  const parts = entries
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, one]) => `${JSON.stringify(key)}:${canonical(one)}`);
  return `{${parts.join(',')}}`;
}
