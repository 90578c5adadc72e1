/** A model's output for one question: a line of predictions.jsonl (after the head line). */
export interface Prediction {
  readonly id: string;
  readonly output: string;
  /** True when the model ended its answer, false when the token limit did. */
  readonly stopped: boolean;
  /** Natural-log probability of the golden and its end token, given the prompt. */
  readonly logprob: number;
  /** The same of the output; trainers before it was measured do not tell it. */
  readonly outputLogprob?: number;
}

/** The first line of predictions.jsonl: how the answers were made. */
export interface PredictionHead {
  readonly v: 1;
  readonly base: string;
  /** Absent when the base was asked without an adapter. */
  readonly adapter?: string;
  readonly dtype: string;
  readonly batchSize: number;
  readonly questionsSha256: string;
}
