import { clip } from '../common/plainText.ts';
import { say, type Sentence, type Text, joined } from '../common/sentence.ts';
import { UserError } from '../common/userError.ts';
import type { Hyperparameter, NumberRange } from './hyperparameter.ts';
import { hyperparameters, targetModules, type HyperparameterName } from './recipe.ts';

/** A value that may not be used, and the setting to correct. */
export interface RecipeProblem {
  /** Full id of the setting, `cricketLora.recipe.rank`. */
  readonly setting: string;
  /** A sentence that names the setting, what it is and what it may be. */
  readonly message: Sentence;
}

export const recipeSetting = (name: string): string => `cricketLora.recipe.${name}`;

/** What a hyperparameter's value may be; undefined where it is so. */
export const allowedInstead = (name: HyperparameterName, value: unknown): Text | undefined =>
  whatIsAllowed(hyperparameters[name], value);

/** Compares values, by name, with the table of hyperparameters; names it does not know are problems too. */
export function checkRecipe(values: Readonly<Record<string, unknown>>): RecipeProblem[] {
  return Object.entries(values).flatMap(([name, value]) => {
    const setting = recipeSetting(name);
    if (!isHyperparameter(name)) {
      return [
        {
          setting,
          message: say('{0} is no hyperparameter. Remove it from the settings.', setting),
        },
      ];
    }
    const allowed = allowedInstead(name, value);
    if (allowed === undefined) return [];
    return [
      {
        setting,
        message: say('{0} is {1}; it must be {2}.', setting, quoted(value), allowed),
      },
    ];
  });
}

/** @throws UserError that names each setting which may not be as it is */
export function refuseWrongRecipe(values: Readonly<Record<string, unknown>>): void {
  const messages = checkRecipe(values).map(({ message }) => message);
  if (messages.length > 0) throw new UserError(joined(messages, '\n'), 'open settings');
}

/** As JSON has it. */
export const quoted = (value: unknown): string => clip(JSON.stringify(value));

export function isHyperparameter(name: string): name is HyperparameterName {
  return Object.hasOwn(hyperparameters, name);
}

/** What a number may be instead of one. */
export function wordsOf({ auto, off }: NumberRange): string[] {
  return [...(auto ? ['auto'] : []), ...(off ? ['off'] : [])];
}

/** Undefined when the value is allowed, otherwise what would be. */
function whatIsAllowed(parameter: Hyperparameter, value: unknown): Text | undefined {
  switch (parameter.kind) {
    case 'integer':
    case 'number': {
      const { minimum, maximum, kind } = parameter;
      const words = wordsOf(parameter);
      if (words.some((word) => word === value)) return undefined;
      const fits =
        typeof value === 'number' &&
        value >= minimum &&
        value <= maximum &&
        (kind === 'number' || Number.isInteger(value));
      if (fits) return undefined;
      const range =
        kind === 'integer'
          ? say('a whole number from {0} to {1}', minimum, maximum)
          : say('a number from {0} to {1}', minimum, maximum);
      return joined([range, ...words.map((word) => say("or '{0}'", word))], ', ');
    }
    case 'choice':
      return typeof value === 'string' && parameter.choices.includes(value)
        ? undefined
        : say('one of {0}', parameter.choices.join(', '));
    case 'boolean':
      return typeof value === 'boolean' ? undefined : say('true or false');
    case 'modules': {
      const known: readonly unknown[] = targetModules;
      const fits =
        Array.isArray(value) &&
        value.length > 0 &&
        value.every((module) => known.includes(module)) &&
        new Set(value).size === value.length;
      return fits ? undefined : say('a list, each once, of {0}', targetModules.join(', '));
    }
  }
}
