import type { Prediction, PredictionHead } from './prediction.ts';
import { UserError } from './userError.ts';

export interface ParsedPredictions {
  readonly head: PredictionHead;
  readonly predictions: readonly Prediction[];
  /** Lines that are no prediction, left out: 1-based line and what is wrong with it. */
  readonly problems: readonly { readonly line: number; readonly message: string }[];
}

/**
 * Parses predictions.jsonl: a head line, then one prediction a line. `name` is the file's name for
 * messages. Throws a UserError where the head is missing, broken or of a newer version.
 */
export function parsePredictions(text: string, name: string): ParsedPredictions {
  const lines = text.split('\n');
  const head = parseHead(lines[0] ?? '', name);
  const predictions: Prediction[] = [];
  const problems: { line: number; message: string }[] = [];
  for (let at = 1; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (line.trim() === '') continue;
    const prediction = parsePrediction(line);
    if (typeof prediction === 'string') problems.push({ line: at + 1, message: prediction });
    else predictions.push(prediction);
  }
  return { head, predictions, problems };
}

function parseHead(line: string, name: string): PredictionHead {
  const head = parseObject(line);
  if (head === undefined || typeof head.base !== 'string')
    throw new UserError(
      `${name}, line 1: expected how the answers were made ({"v":1,"base":…}). Evaluate the run again.`,
    );
  if (head.v !== 1)
    throw new UserError(
      `${name} has version ${JSON.stringify(head.v)}, this extension reads version 1. Update the extension.`,
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

/** The prediction of a line, or what is wrong with it. */
function parsePrediction(line: string): Prediction | string {
  const value = parseObject(line);
  if (value === undefined) return 'not a JSON object';
  const { id, output, stopped, logprob } = value;
  if (typeof id !== 'string' || id === '') return '"id" is missing';
  if (typeof output !== 'string') return '"output" is not a text';
  if (typeof stopped !== 'boolean') return '"stopped" is neither true nor false';
  // JSON has no -Infinity: a probability of 0 is written as null.
  if (logprob !== null && typeof logprob !== 'number') return '"logprob" is not a number';
  return { id, output, stopped, logprob: logprob ?? -Infinity };
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
