import { spoken } from '../../../src/core/common/sentence.ts';
import type { Hyperparameter } from '../../../src/core/recipe/hyperparameter.ts';
import {
  hyperparameters,
  presets,
  type HyperparameterName,
} from '../../../src/core/recipe/recipe.ts';
import { asks, probes } from '../../../src/core/run/runRequest.ts';
import { schemaOf } from '../manifestSettings.ts';

const text = (description: string) => ({ type: 'string', description });
const sha256 = { type: 'string', pattern: '^[0-9a-f]{64}$' };

function recipeValue(hyperparameter: Hyperparameter): Record<string, unknown> {
  const { type, ...rest } = schemaOf(hyperparameter) as { type: readonly string[] };
  const values = { ...rest } as Record<string, unknown>;
  if (Array.isArray(values.enum)) values.enum = values.enum.filter((value) => value !== null);
  delete values.enumItemLabels;
  const types = type.filter((one) => one !== 'null');
  return {
    type: types.length === 1 ? types[0] : types,
    ...values,
    description: spoken(hyperparameter.reason),
  };
}

/** data/schemas/run.schema.json: what the editor says of the keys of a run.json. */
export const runSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'What a run of Cricket LoRA was asked for; written once, and never changed',
  type: 'object',
  required: [
    ...['v', 'id', 'created', 'operation', 'base', 'questions'],
    ...['recipe', 'target', 'versions'],
  ],
  properties: {
    v: { const: 1 },
    id: text('Name of the run’s folder, sortable by time.'),
    created: text('ISO 8601, UTC.'),
    operation: {
      enum: ['train', 'predict', 'preflight'],
      description:
        'train also asks every question in the end; predict only asks; preflight measures a few steps and keeps nothing.',
    },
    base: text('embedded, a Hugging Face id, or a folder.'),
    baseSha256: { ...sha256, description: 'Of the embedded base’s files.' },
    questions: {
      type: 'object',
      required: ['path', 'sha256', 'source'],
      properties: {
        path: text('The run’s copy, relative to its folder.'),
        sha256,
        sourceSha256: {
          ...sha256,
          description:
            'Of the dataset, where only some of its questions are asked, or all with look-up.',
        },
        source: text('Where the copy came from.'),
      },
    },
    adapter: {
      type: 'object',
      description: 'The adapter that training continues from.',
      required: ['path', 'source'],
      properties: {
        path: text('The run’s copy, relative to its folder.'),
        source: text('Where the copy came from.'),
      },
    },
    parent: {
      type: 'object',
      description: 'Whose model is asked, and how.',
      required: ['run', 'asks'],
      properties: { run: text('Id of that run.'), asks: { enum: asks } },
    },
    experiment: {
      type: 'object',
      description: 'The experiment that it belongs to.',
      required: ['name', 'point'],
      properties: {
        name: text('Of the experiment’s folder.'),
        point: text('The run’s place in the grid.'),
      },
    },
    recipe: {
      type: 'object',
      description: 'Every hyperparameter, whether from the preset or set.',
      required: ['preset'],
      properties: {
        preset: { type: 'string', examples: Object.keys(presets) },
        ...Object.fromEntries(
          (Object.keys(hyperparameters) as HyperparameterName[]).map((name) => [
            name,
            recipeValue(hyperparameters[name]),
          ]),
        ),
      },
    },
    probes: { enum: probes, description: 'Whether side effects are measured in the end.' },
    target: text('local, or the host it runs on.'),
    via: text(
      'The cluster that the process of this machine gives it to, by its name in the settings.',
    ),
    versions: {
      type: 'object',
      description: 'Of what made the request.',
      additionalProperties: { type: 'string' },
    },
  },
};
