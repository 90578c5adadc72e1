import * as v from 'valibot';
import { count, finite, line, moment, path, sha256, version } from '../common/schemas.ts';
import type { RunEvent } from './events.ts';

const few = v.exactOptional;
const named = <Value>(value: v.GenericSchema<unknown, Value>) => v.record(line(100), value);
/** A value of a recipe, as recipes hold them. */
const setting = v.union([
  finite,
  v.boolean(),
  v.null(),
  line(4096),
  v.pipe(v.array(line(100)), v.maxLength(100)),
]);
/** What people read; the rest of a very long one tells them no more. */
const words = v.pipe(
  v.string(),
  v.transform((long) => long.slice(0, 100_000)),
);
/** A sentence is made of them. */
const parameter = v.union([finite, words]);

/** Each type's fields, without those that all events have. */
const fields = {
  started: {
    pid: count,
    device: v.object({
      type: v.picklist(['cpu', 'cuda', 'mps']),
      name: line(400),
      memoryBytes: count,
    }),
    dtype: v.picklist(['bf16', 'fp16', 'fp32']),
    baseSha256: few(sha256),
    versions: named(line(100)),
    questions: named(count),
    epochs: count,
    stepsPerEpoch: count,
    parameters: v.object({ base: count, adapter: count }),
    resolved: named(setting),
    resumedFrom: few(count),
  },
  phase: {
    phase: v.picklist([
      'loading',
      'measuring',
      'training',
      'recalling',
      'saving',
      'predicting',
      'exporting',
    ]),
  },
  step: {
    step: count,
    epoch: finite,
    loss: finite,
    learningRate: finite,
    rehearsalLoss: few(finite),
    tokensPerSecond: finite,
    secondsLeft: finite,
    memoryBytes: few(count),
  },
  recall: { step: count, epoch: finite, recalled: count, questions: count, unknown: few(finite) },
  rehearsal: { what: v.picklist(['prompts', 'answers']), done: count, of: count },
  'side-effects': {
    probes: count,
    same: count,
    changed: count,
    broken: count,
    asGood: count,
    perplexityBase: finite,
    perplexityAdapted: finite,
  },
  diverged: {
    step: count,
    epoch: finite,
    reason: v.picklist(['spike', 'standstill', 'non-finite']),
    loss: few(finite),
    backTo: finite,
    learningRate: finite,
    tries: count,
    mostTries: count,
  },
  checkpoint: { step: count, path },
  saved: { path },
  predicted: {
    done: count,
    questions: count,
    secondsLeft: finite,
    seconds: few(finite),
    promptTokens: few(count),
  },
  preflight: {
    capability: line(40),
    reason: line(400),
    freeBytes: count,
    peakBytes: count,
    recorded: v.boolean(),
    questionsAtOnce: finite,
    secondsPerStep: finite,
    stepsToCap: count,
    secondsToCap: finite,
    secondsPredicting: finite,
  },
  finished: {
    reason: v.picklist(['recalled', 'cap', 'predicted', 'measured', 'cancelled']),
    trainingSeconds: finite,
    seconds: finite,
  },
  failed: { code: line(100), parameters: named(parameter) },
  log: {
    level: v.picklist(['info', 'warning']),
    message: words,
    code: few(line(100)),
    parameters: few(named(parameter)),
  },
} satisfies Record<RunEvent['type'], v.ObjectEntries>;

/** The schema of an event of each type. */
export const eventSchemas = Object.fromEntries(
  Object.entries(fields).map(([type, own]) => [
    type,
    v.object({ v: version, seq: count, time: moment, type: v.literal(type), ...own }),
  ]),
) as unknown as Readonly<Record<RunEvent['type'], v.GenericSchema<unknown, RunEvent>>>;
