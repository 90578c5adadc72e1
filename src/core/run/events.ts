/**
 * What a trainer writes to events.jsonl: one JSON object a line, appended only, numbered without gaps
 * from 0 by `seq`. `test/fixtures/events.jsonl` holds one of each and is read by the tests of both
 * languages.
 */

export type Phase =
  'loading' | 'measuring' | 'training' | 'recalling' | 'saving' | 'predicting' | 'exporting';
export type FinishReason = 'recalled' | 'cap' | 'predicted' | 'measured' | 'cancelled';

interface Envelope<Type extends string> {
  readonly v: 1;
  readonly seq: number;
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly type: Type;
}

export interface StartedEvent extends Envelope<'started'> {
  readonly pid: number;
  readonly device: {
    readonly type: 'cpu' | 'cuda' | 'mps';
    readonly name: string;
    readonly memoryBytes: number;
  };
  readonly dtype: 'bf16' | 'fp16' | 'fp32';
  /** Of the base's files; trainers before this was recorded do not tell it. */
  readonly baseSha256?: string;
  readonly versions: Readonly<Record<string, string>>;
  /** Questions by split. */
  readonly questions: Readonly<
    Record<'train' | 'phrasing' | 'fact', number> &
      Partial<Record<'unknown' | 'unknown-held' | 'asked', number>>
  >;
  readonly epochs: number;
  readonly stepsPerEpoch: number;
  /** Counts of parameters. */
  readonly parameters: { readonly base: number; readonly adapter: number };
  /** What `auto` became, and everything else as it is used. */
  readonly resolved: Readonly<Record<string, unknown>>;
  /** Step from which a resumed run goes on. */
  readonly resumedFrom?: number;
}
export interface PhaseEvent extends Envelope<'phase'> {
  readonly phase: Phase;
}
export interface StepEvent extends Envelope<'step'> {
  /** 1-based over the whole run. */
  readonly step: number;
  /** Epochs done, with fraction. */
  readonly epoch: number;
  /** Mean negative log-likelihood an answer token, natural log. */
  readonly loss: number;
  readonly learningRate: number;
  /** Mean divergence from the base a rehearsed token, in nats; absent where nothing is rehearsed. */
  readonly rehearsalLoss?: number;
  readonly tokensPerSecond: number;
  /** Until the cap. */
  readonly secondsLeft: number;
  readonly memoryBytes?: number;
}
export interface RecallEvent extends Envelope<'recall'> {
  readonly step: number;
  readonly epoch: number;
  /** Of the `questions` whose answers are facts. */
  readonly recalled: number;
  readonly questions: number;
  /** Share of the split unknown that is answered by not knowing; absent where that has no question. */
  readonly unknown?: number;
}
/** What is rehearsed is being made, once a base: first prompts, then the base's answers to them. */
export interface RehearsalEvent extends Envelope<'rehearsal'> {
  readonly what: 'prompts' | 'answers';
  readonly done: number;
  readonly of: number;
}
/** Answers that have nothing to do with the table, of adapter against base: side_effects.jsonl. */
export interface SideEffectsEvent extends Envelope<'side-effects'> {
  readonly probes: number;
  readonly same: number;
  readonly changed: number;
  readonly broken: number;
  /** Of those that changed. */
  readonly asGood: number;
  /** Of a page of plain English, a token. */
  readonly perplexityBase: number;
  readonly perplexityAdapted: number;
}
/** Training diverged, and goes on from an earlier point at a lower learning rate. */
export interface DivergedEvent extends Envelope<'diverged'> {
  readonly step: number;
  /** Epochs done when it was noticed, with fraction. */
  readonly epoch: number;
  /** What its losses did. */
  readonly reason: 'spike' | 'standstill' | 'non-finite';
  /** Of the last step; absent where it is not finite. */
  readonly loss?: number;
  /** The epoch at whose beginning the weights were last good; 0 is the start. */
  readonly backTo: number;
  /** At its peak, from now on. */
  readonly learningRate: number;
  /** How often this has happened in the run. */
  readonly tries: number;
  readonly mostTries: number;
}
export interface CheckpointEvent extends Envelope<'checkpoint'> {
  readonly step: number;
  /** Relative to the run folder. */
  readonly path: string;
}
export interface SavedEvent extends Envelope<'saved'> {
  readonly path: string;
}
export interface PredictedEvent extends Envelope<'predicted'> {
  readonly done: number;
  readonly questions: number;
  readonly secondsLeft: number;
  /** Since the first was asked; trainers before this was measured do not tell it. */
  readonly seconds?: number;
  /** Of all questions together. */
  readonly promptTokens?: number;
}
/** What a recipe takes on a device, measured on the longest questions. */
export interface PreflightEvent extends Envelope<'preflight'> {
  /** Compute capability of a GPU, such as `7.5`; empty without one. */
  readonly capability: string;
  /** Why the base is held in its dtype. */
  readonly reason: string;
  /** Before anything was loaded but the base. */
  readonly freeBytes: number;
  readonly peakBytes: number;
  /** Steps are replayed as CUDA graphs. */
  readonly recorded: boolean;
  /** Less than a step's where they do not fit together. */
  readonly questionsAtOnce: number;
  readonly secondsPerStep: number;
  readonly stepsToCap: number;
  readonly secondsToCap: number;
  /** Of asking every question. */
  readonly secondsPredicting: number;
}
export interface FinishedEvent extends Envelope<'finished'> {
  readonly reason: FinishReason;
  /** Wall-clock seconds of training alone. */
  readonly trainingSeconds: number;
  readonly seconds: number;
}
export interface FailedEvent extends Envelope<'failed'> {
  readonly code: string;
  readonly parameters: Readonly<Record<string, string | number>>;
}
export interface LogEvent extends Envelope<'log'> {
  readonly level: 'info' | 'warning';
  /** In English. */
  readonly message: string;
  /** Of a warning: what it says, for other languages; absent in runs of earlier versions. */
  readonly code?: string;
  readonly parameters?: Readonly<Record<string, string | number>>;
}

export type RunEvent =
  | StartedEvent
  | PhaseEvent
  | StepEvent
  | RecallEvent
  | DivergedEvent
  | CheckpointEvent
  | SavedEvent
  | PredictedEvent
  | RehearsalEvent
  | SideEffectsEvent
  | PreflightEvent
  | FinishedEvent
  | FailedEvent
  | LogEvent;
