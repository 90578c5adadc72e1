import { spoken } from '../../src/core/common/sentence.ts';
import type { Hyperparameter } from '../../src/core/recipe/hyperparameter.ts';
import {
  hyperparameters,
  presets,
  targetModules,
  type HyperparameterName,
} from '../../src/core/recipe/recipe.ts';
import { wordsOf } from '../../src/core/recipe/checkRecipe.ts';
import { knownStatistics } from '../../src/core/reading/knownStatistics.ts';

const hyperparameterNames = Object.keys(hyperparameters) as HyperparameterName[];

/** The settings in package.json that are derived from code, by id. */
export const settingsByCode: Readonly<Record<string, Record<string, unknown>>> = {
  ...Object.fromEntries(
    hyperparameterNames.map((name) => [`cricketLora.recipe.${name}`, recipeSetting(name)]),
  ),
  'cricketLora.dataset.statistics': {
    type: ['array', 'null'],
    items: {
      type: 'string',
      minLength: 1,
      // Known statistics are suggested; the header of any other column is allowed too.
      anyOf: [{ enum: knownStatistics.map(({ id }) => id) }, {}],
    },
    uniqueItems: true,
    minItems: 1,
    default: null,
    scope: 'resource',
    order: 0,
    markdownDescription:
      'Statistics that *Generate Dataset* asks about, in this order: known ones such as `highest-score` (suggested as you type), or the header of any other column. `null`: the usual ones that the table has.',
  },
};

/** The description of a hyperparameter in package.json: range, unit, reason and presets. */
function recipeSetting(name: HyperparameterName): Record<string, unknown> {
  const hyperparameter = hyperparameters[name];
  const used = Object.values(presets).map((preset) => `${preset.preset} \`${word(preset[name])}\``);
  return {
    ...schemaOf(hyperparameter),
    default: null,
    scope: 'resource',
    order: hyperparameterNames.indexOf(name) + 1,
    markdownDescription: `${spoken(hyperparameter.reason)}${rangeOf(hyperparameter)} Left \`null\` it follows \`#cricketLora.recipe.preset#\`: ${used.join(', ')}.`,
  };
}

export function schemaOf(hyperparameter: Hyperparameter): Record<string, unknown> {
  switch (hyperparameter.kind) {
    case 'integer':
    case 'number': {
      const { kind, minimum, maximum } = hyperparameter;
      const words = wordsOf(hyperparameter);
      if (words.length === 0) return { type: [kind, 'null'], minimum, maximum };
      return {
        type: [kind, 'string', 'null'],
        minimum,
        maximum,
        pattern: words.length > 1 ? `^(${words.join('|')})$` : `^${words.join('')}$`,
        patternErrorMessage: `A number, or the word ${words.map((word) => `'${word}'`).join(' or ')}.`,
      };
    }
    case 'choice': {
      const { choices } = hyperparameter;
      return {
        type: ['string', 'null'],
        enum: [...choices, null],
        enumItemLabels: [...choices, 'follow the preset'],
      };
    }
    case 'boolean':
      return { type: ['boolean', 'null'] };
    case 'modules':
      return {
        type: ['array', 'null'],
        items: { type: 'string', enum: [...targetModules] },
        uniqueItems: true,
        minItems: 1,
      };
  }
}

function rangeOf(hyperparameter: Hyperparameter): string {
  if (hyperparameter.kind !== 'integer' && hyperparameter.kind !== 'number') return '';
  const { minimum, maximum, unit } = hyperparameter;
  return ` From ${minimum} to ${maximum}${unit && ` ${spoken(unit)}`}.`;
}

/** A preset's value as written in descriptions. */
function word(value: unknown): string {
  if (Array.isArray(value)) {
    return value.length === targetModules.length ? 'all' : value.join(', ');
  }
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return String(value);
}
