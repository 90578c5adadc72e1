import { say } from '../common/sentence.ts';
import { isHyperparameter, recipeSetting, refuseWrongRecipe } from './checkRecipe.ts';
import { presets, type HyperparameterName, type PresetName, type Recipe } from './recipe.ts';
import { UserError } from '../common/userError.ts';

/** What a run would use, and where each value comes from. */
export interface ResolvedRecipe {
  readonly recipe: Recipe;
  readonly origins: Readonly<Record<HyperparameterName, 'preset' | 'setting'>>;
}

/**
 * Fills a preset with what the user has set. A value of `null` or `undefined` follows the preset.
 *
 * @throws UserError naming each setting that is out of range, and a preset that does not exist.
 */
export function resolveRecipe(
  preset: string,
  overrides: Readonly<Record<string, unknown>> = {},
): ResolvedRecipe {
  if (!isPreset(preset)) {
    throw new UserError(
      say(
        '{0} is {1}; it must be one of {2}.',
        recipeSetting('preset'),
        JSON.stringify(preset),
        Object.keys(presets).join(', '),
      ),
      'open settings',
    );
  }
  const set = Object.fromEntries(
    Object.entries(overrides).filter(([, value]) => value !== null && value !== undefined),
  );
  refuseWrongRecipe(set);
  const recipe: Recipe = { ...presets[preset], ...set };
  const names = Object.keys(presets[preset]).filter(isHyperparameter);
  const origins = Object.fromEntries(
    names.map((name) => [name, name in set ? 'setting' : 'preset']),
  ) as ResolvedRecipe['origins'];
  return { recipe, origins };
}

export function isPreset(name: string): name is PresetName {
  return Object.hasOwn(presets, name);
}
