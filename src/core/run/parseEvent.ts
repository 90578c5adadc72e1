import { isObject } from '../common/isObject.ts';
import { eventVersion, type RunEvent } from './events.ts';

/** A line of events.jsonl, or why it is none. */
export type ParsedEvent =
  | { readonly event: RunEvent; readonly problem?: never }
  | { readonly event?: never; readonly problem: string };

type Kind = 'number' | 'string' | 'object';

/** What must be there for the reducer to be able to trust an event's type. */
const required: Readonly<Record<RunEvent['type'], Readonly<Record<string, Kind>>>> = {
  started: {
    pid: 'number',
    device: 'object',
    dtype: 'string',
    versions: 'object',
    questions: 'object',
    epochs: 'number',
    stepsPerEpoch: 'number',
    parameters: 'object',
    resolved: 'object',
  },
  phase: { phase: 'string' },
  step: {
    step: 'number',
    epoch: 'number',
    loss: 'number',
    learningRate: 'number',
    tokensPerSecond: 'number',
    secondsLeft: 'number',
  },
  recall: { step: 'number', epoch: 'number', recalled: 'number', questions: 'number' },
  diverged: {
    step: 'number',
    epoch: 'number',
    reason: 'string',
    backTo: 'number',
    learningRate: 'number',
    tries: 'number',
    mostTries: 'number',
  },
  checkpoint: { step: 'number', path: 'string' },
  saved: { path: 'string' },
  predicted: { done: 'number', questions: 'number', secondsLeft: 'number' },
  preflight: {
    capability: 'string',
    reason: 'string',
    freeBytes: 'number',
    peakBytes: 'number',
    questionsAtOnce: 'number',
    secondsPerStep: 'number',
    stepsToCap: 'number',
    secondsToCap: 'number',
    secondsPredicting: 'number',
  },
  finished: { reason: 'string', trainingSeconds: 'number', seconds: 'number' },
  failed: { code: 'string', parameters: 'object' },
  log: { level: 'string', message: 'string' },
};

/** Reads one line without its line end. Never throws: a bad line costs only itself. */
export function parseEvent(line: string): ParsedEvent {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { problem: 'not JSON' };
  }
  if (!isObject(value)) return { problem: 'not an object' };
  if (value.v !== eventVersion) return { problem: `not version ${eventVersion}` };
  if (!Number.isSafeInteger(value.seq) || (value.seq as number) < 0) {
    return { problem: 'seq is not a count' };
  }
  if (typeof value.time !== 'string') return { problem: 'time is missing' };
  const fields = typeof value.type === 'string' ? ofType(value.type) : undefined;
  if (!fields) return { problem: 'type is unknown' };
  for (const [name, kind] of Object.entries(fields)) {
    if (!isOfKind(value[name], kind)) return { problem: `${name} is not a ${kind}` };
  }
  return { event: value as unknown as RunEvent };
}

function ofType(type: string): Readonly<Record<string, Kind>> | undefined {
  return Object.hasOwn(required, type) ? required[type as RunEvent['type']] : undefined;
}

function isOfKind(value: unknown, kind: Kind): boolean {
  return kind === 'object' ? isObject(value) : typeof value === kind;
}
