import { say, isSentence, type Sentence } from '../common/sentence.ts';
import type { Prediction, PredictionHead } from './prediction.ts';
import { UserError } from '../common/userError.ts';

/** A line that is not a prediction, and is skipped. */
export interface PredictionProblem {
  /** 1-based. */
  readonly line: number;
  readonly message: Sentence;
}

export interface ParsedPredictions {
  readonly head: PredictionHead;
  readonly predictions: readonly Prediction[];
  readonly problems: readonly PredictionProblem[];
}

/** Reads predictions.jsonl line by line: a head line, then one prediction a line. */
export class PredictionsReader {
  readonly #name: string;
  readonly #onPrediction: (prediction: Prediction) => void;
  readonly #problems: PredictionProblem[] = [];
  #head: PredictionHead | undefined;
  #line = 0;

  /** @param name file name for messages */
  constructor(name: string, onPrediction: (prediction: Prediction) => void) {
    this.#name = name;
    this.#onPrediction = onPrediction;
  }

  /** @throws UserError when the head is malformed or of a newer version */
  push(line: string): void {
    this.#line++;
    if (this.#head === undefined) {
      this.#head = parseHead(line, this.#name);
      return;
    }
    if (line.trim() === '') return;
    const prediction = parsePrediction(line);
    if (isSentence(prediction)) this.#problems.push({ line: this.#line, message: prediction });
    else this.#onPrediction(prediction);
  }

  /**
   * Call after the last line.
   *
   * @throws UserError when there was none
   */
  end(): Omit<ParsedPredictions, 'predictions'> {
    return { head: this.#head ?? parseHead('', this.#name), problems: this.#problems };
  }
}

/** Reads a whole predictions.jsonl at once. */
export function parsePredictions(text: string, name: string): ParsedPredictions {
  const predictions: Prediction[] = [];
  const reader = new PredictionsReader(name, (prediction) => predictions.push(prediction));
  for (const line of text.split('\n')) reader.push(line);
  return { ...reader.end(), predictions };
}

function parseHead(line: string, name: string): PredictionHead {
  const head = parseObject(line);
  if (head === undefined || typeof head.base !== 'string')
    throw new UserError(
      say('{0}, line 1: expected a head line ({"v":1,"base":…}). Evaluate the run again.', name),
    );
  if (head.v !== 1)
    throw new UserError(
      say(
        '{0} has version {1}, but this extension reads version 1. Update the extension.',
        name,
        JSON.stringify(head.v),
      ),
    );
  return {
    v: 1,
    base: head.base,
    ...(typeof head.adapter === 'string' ? { adapter: head.adapter } : {}),
    dtype: typeof head.dtype === 'string' ? head.dtype : 'unknown',
    batchSize: typeof head.batchSize === 'number' ? head.batchSize : 0,
    questionsSha256: typeof head.questionsSha256 === 'string' ? head.questionsSha256 : '',
  };
}

/** Of a probability of 1, with what 32 bits lose in adding up. */
const mostLogprob = 0.01;

/** The prediction in a line, or what is wrong with it. */
function parsePrediction(line: string): Prediction | Sentence {
  const value = parseObject(line);
  if (value === undefined) return say('not a JSON object');
  const { id, output, stopped, logprob, outputLogprob } = value;
  if (typeof id !== 'string' || id === '') return say('"id" is missing');
  if (typeof output !== 'string') return say('"output" is not a text');
  if (typeof stopped !== 'boolean') return say('"stopped" is neither true nor false');
  // JSON has no -Infinity: a probability of 0 is written as null.
  if (logprob !== null && typeof logprob !== 'number') return say('"logprob" is not a number');
  const sure = typeof outputLogprob === 'number' && outputLogprob <= mostLogprob;
  return {
    ...{ id, output, stopped, logprob: logprob ?? -Infinity },
    ...(sure && { outputLogprob }),
  };
}

function parseObject(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
