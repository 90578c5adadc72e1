import { say } from '../common/sentence.ts';
import type { Hyperparameter } from './hyperparameter.ts';

/**
 * Hyperparameters: their names, ranges, units and reasons, and the presets. The settings in
 * package.json, the Recipe view and the trainer's request all follow this table (a test compares).
 */
export type PresetName = 'recall' | 'dense' | 'baseline';

export const targetModules = [
  'q_proj',
  'k_proj',
  'v_proj',
  'o_proj',
  'gate_proj',
  'up_proj',
  'down_proj',
] as const;
export type TargetModule = (typeof targetModules)[number];

/** `auto` is resolved by the trainer from the base's width and the rank; its `started` event says to what. */
export type Auto = 'auto';

export interface Hyperparameters {
  readonly rank: number;
  readonly alpha: number | Auto;
  readonly targetModules: readonly TargetModule[];
  readonly dropout: number;
  readonly learningRate: number | Auto;
  readonly schedule: 'constant' | 'linear' | 'cosine' | 'recall';
  readonly warmupSteps: number;
  readonly epochs: number;
  readonly stopAtRecall: boolean;
  readonly settledAt: number;
  readonly batchSize: number;
  readonly weightDecay: number;
  readonly maxGradNorm: number;
  readonly quantization: 'none' | 'nf4' | 'int8';
  readonly precision: Auto | 'bf16' | 'fp16' | 'fp32';
  readonly seed: number;
  readonly checkpointEvery: number;
  readonly predictionBatchSize: number;
  readonly maxAnswerTokens: number;
  readonly onDivergence: 'auto' | 'lower' | 'stop';
  readonly rehearsal: number | Auto | 'off';
}

export interface Recipe extends Hyperparameters {
  readonly preset: PresetName;
}

export type HyperparameterName = keyof Hyperparameters;

export const hyperparameters: Readonly<Record<HyperparameterName, Hyperparameter>> = {
  rank: {
    kind: 'integer',
    minimum: 1,
    maximum: 512,
    unit: say('dimensions'),
    reason: say('Width of each adapter. More rank holds more facts and takes more memory.'),
  },
  alpha: {
    kind: 'number',
    minimum: 0.1,
    maximum: 2048,
    auto: true,
    unit: '',
    reason: say(
      "Scale of the adapter: its output is multiplied by alpha over rank. 'auto': 16 times the root of the rank, at most 128.",
    ),
  },
  targetModules: {
    kind: 'modules',
    unit: '',
    reason: say('Linear layers that get an adapter. Facts are stored mostly in gate, up and down.'),
  },
  dropout: {
    kind: 'number',
    minimum: 0,
    maximum: 0.9,
    unit: 'share',
    reason: say('Share of adapter inputs dropped in training. Memorising wants 0.'),
  },
  learningRate: {
    kind: 'number',
    minimum: 1e-6,
    maximum: 0.1,
    auto: true,
    unit: say('per step'),
    reason: say(
      "Step size of AdamW. 'auto' falls with the base's width and with a larger alpha, and is 0.0001 at most where something is rehearsed; too high diverges, too low recalls late.",
    ),
  },
  schedule: {
    kind: 'choice',
    choices: ['constant', 'linear', 'cosine', 'recall'],
    unit: '',
    reason: say(
      'How the learning rate falls: towards the last epoch, or (recall) with the share of questions not yet recalled.',
    ),
  },
  warmupSteps: {
    kind: 'integer',
    minimum: 0,
    maximum: 10000,
    unit: say('steps'),
    reason: say(
      'Steps over which the learning rate rises from 0, so that the first ones do no harm.',
    ),
  },
  epochs: {
    kind: 'integer',
    minimum: 1,
    maximum: 1000,
    unit: say('epochs'),
    reason: say('Most times every question is seen. With stopAtRecall it is a cap, not a goal.'),
  },
  stopAtRecall: {
    kind: 'boolean',
    unit: '',
    reason: say('Stop as soon as every training question is recalled.'),
  },
  settledAt: {
    kind: 'number',
    minimum: 0,
    maximum: 1,
    unit: say('probability'),
    reason: say(
      'With 98 % recalled, a question whose every answer token is at least this likely rests until all are asked again, every 32 epochs. 1 asks all in every epoch.',
    ),
  },
  batchSize: {
    kind: 'integer',
    minimum: 1,
    maximum: 4096,
    unit: say('questions'),
    reason: say('Questions a step. Small batches recall in fewer epochs, large ones run faster.'),
  },
  weightDecay: {
    kind: 'number',
    minimum: 0,
    maximum: 1,
    unit: 'share',
    reason: say("AdamW's pull of the adapter towards 0. Memorising wants 0."),
  },
  maxGradNorm: {
    kind: 'number',
    minimum: 0,
    maximum: 100,
    unit: '',
    reason: say('Gradients longer than this are shortened to it. 0 turns that off.'),
  },
  quantization: {
    kind: 'choice',
    choices: ['none', 'nf4', 'int8'],
    unit: '',
    reason: say(
      'Form of the frozen base. 4 and 8 bit save memory and cost time and exactness (CUDA only).',
    ),
  },
  precision: {
    kind: 'choice',
    choices: ['auto', 'bf16', 'fp16', 'fp32'],
    unit: '',
    reason: say(
      "Arithmetic. 'auto': bf16 on compute capability 8.0 and above, fp16 below, fp32 on a CPU.",
    ),
  },
  seed: {
    kind: 'integer',
    minimum: 0,
    maximum: 4294967295,
    unit: '',
    reason: say(
      "Start of every random choice: the adapter's first weights and the order of questions.",
    ),
  },
  checkpointEvery: {
    kind: 'integer',
    minimum: 0,
    maximum: 1000,
    unit: say('epochs'),
    reason: say(
      'Epochs between checkpoints from which a run can be resumed. 0 keeps none but the last.',
    ),
  },
  predictionBatchSize: {
    kind: 'integer',
    minimum: 1,
    maximum: 4096,
    unit: say('questions'),
    reason: say(
      'Questions answered together. In 16-bit arithmetic another size can change an output.',
    ),
  },
  maxAnswerTokens: {
    kind: 'integer',
    minimum: 1,
    maximum: 512,
    unit: say('tokens'),
    reason: say('Most tokens of an answer. One that is cut off counts as not stopped.'),
  },
  onDivergence: {
    kind: 'choice',
    choices: ['auto', 'lower', 'stop'],
    unit: '',
    reason: say(
      "What a diverging training does: go back to its last good weights with a third of the learning rate, three times at most (lower), or stop. 'auto' lowers an automatic rate and stops with one of your own.",
    ),
  },
  rehearsal: {
    kind: 'number',
    minimum: 0.01,
    maximum: 0.5,
    auto: true,
    off: true,
    unit: 'share',
    reason: say(
      "Share of a step's rows that keep the base as it is: prompts that are none of the table's, with the base's own answers, made once a base. 'auto': 0.2, below 1 B parameters 0.35, or off for a base without language or below 300 M parameters.",
    ),
  },
};

const shared = {
  settledAt: 1,
  schedule: 'constant',
  warmupSteps: 0,
  weightDecay: 0,
  maxGradNorm: 1,
  quantization: 'none',
  precision: 'auto',
  seed: 42,
  checkpointEvery: 5,
  predictionBatchSize: 256,
  maxAnswerTokens: 24,
  onDivergence: 'auto',
  rehearsal: 'off',
} as const satisfies Partial<Hyperparameters>;

export const presets: Readonly<Record<PresetName, Recipe>> = {
  recall: {
    ...shared,
    preset: 'recall',
    rank: 64,
    alpha: 'auto',
    targetModules,
    dropout: 0,
    learningRate: 'auto',
    schedule: 'recall',
    warmupSteps: 20,
    epochs: 60,
    stopAtRecall: true,
    settledAt: 0.95,
    batchSize: 32,
    rehearsal: 'auto',
  },
  dense: {
    ...shared,
    preset: 'dense',
    rank: 128,
    alpha: 'auto',
    targetModules,
    dropout: 0,
    learningRate: 'auto',
    schedule: 'cosine',
    warmupSteps: 20,
    epochs: 12,
    stopAtRecall: false,
    batchSize: 16,
  },
  baseline: {
    ...shared,
    preset: 'baseline',
    rank: 8,
    alpha: 16,
    targetModules: ['q_proj', 'v_proj'],
    dropout: 0.05,
    learningRate: 3e-4,
    epochs: 3,
    stopAtRecall: false,
    batchSize: 16,
    quantization: 'nf4',
  },
};
