import type { Sentence } from '../common/sentence.ts';
import { hyperparameters, presets, type HyperparameterName, type Recipe } from './recipe.ts';
import { isPreset } from './resolveRecipe.ts';

/** One hyperparameter of a run, and where it came from. */
export interface RecipeValue {
  readonly name: HyperparameterName;
  readonly value: string;
  /** What `auto` became; absent where it is what was asked. */
  readonly became?: string;
  readonly source: 'preset' | 'setting';
}

/**
 * The hyperparameters of a run, each with its source: the preset where it is what the preset says.
 *
 * @param started what the trainer said it used, by name in snake_case or camelCase
 */
export function recipeValues(
  recipe: Recipe,
  started?: { readonly resolved: Readonly<Record<string, unknown>> },
): RecipeValue[] {
  const preset = isPreset(recipe.preset) ? presets[recipe.preset] : undefined;
  return (Object.keys(hyperparameters) as HyperparameterName[])
    .filter((name) => Object.hasOwn(recipe, name))
    .map((name) => {
      const value = textOf(recipe[name]);
      const used = started?.resolved[name] ?? started?.resolved[snakeCase(name)];
      const became = used === undefined || textOf(used) === value ? {} : { became: textOf(used) };
      const isPresets = preset !== undefined && textOf(preset[name]) === value;
      return {
        name,
        value,
        ...became,
        source: isPresets ? 'preset' : 'setting',
      };
    });
}

/** What a hyperparameter does and why one would change it. */
export const reasonOf = (name: HyperparameterName): Sentence => hyperparameters[name].reason;

const snakeCase = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOf).join(', ');
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
