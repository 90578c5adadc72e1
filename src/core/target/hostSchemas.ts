import * as v from 'valibot';
import { because } from '../common/issueInWords.ts';
import { say } from '../common/sentence.ts';
import { count, finite, line, path, sha256, text, version } from '../common/schemas.ts';
import { isResultPath } from './resultPath.ts';

/**
 * The answers of a host (trainer/cricket_lora_host). A compromised host sends what it likes: no
 * value of it is used before it has passed one of these schemas as a whole.
 */

/** A run has a few dozen files, a merged model some hundred. */
const mostFiles = 10_000;
const exit = v.pipe(v.number(), v.safeInteger());
const index = v.pipe(count, v.maxValue(1000));

/** The start of every frame. */
export const headerSchema = v.looseObject({
  bytes: v.exactOptional(v.pipe(count, v.maxValue(1 << 20))),
  restarted: v.exactOptional(v.boolean()),
  file: v.exactOptional(count),
  line: v.exactOptional(text(64_000)),
  failure: v.exactOptional(
    v.object({
      code: line(100),
      parameters: v.record(line(100), v.union([text(20_000), finite])),
    }),
  ),
});

/** A result in the host's list. */
export const incomingSchema = v.object({
  path: v.pipe(
    line(400),
    v.check(isResultPath, (issue) =>
      because(say('the path {0} is no result of a run', JSON.stringify(issue.input))),
    ),
  ),
  size: count,
  sha256,
});
export type Incoming = Readonly<v.InferOutput<typeof incomingSchema>>;

export const incomingFilesSchema = v.pipe(
  v.array(incomingSchema),
  v.maxLength(mostFiles),
  v.check(
    (list) => new Set(list.map((file) => file.path)).size === list.length,
    because(say('a path twice')),
  ),
);

/** The host's status.json, if there is one yet. */
const state = v.picklist(['running', 'finished', 'failed', 'cancelled']);
const status = v.union([
  v.object({
    v: version,
    state,
    pid: count,
    processStart: line(100),
    place: v.exactOptional(line(300)),
    exit: v.nullable(exit),
  }),
  v.strictObject({}),
]);

/** The results of a run, and its status. */
export const resultsSchema = v.object({
  files: incomingFilesSchema,
  /** Cancellation had been requested. */
  cancelled: v.boolean(),
  /** False when no trainer was ever started for it. */
  known: v.boolean(),
  status,
  /** The base's name on the host. */
  base: path,
});
export type Results = Readonly<v.InferOutput<typeof resultsSchema>>;

/** Either the offered files that the host lacks, or the answer. */
export const missingSchema = v.object({
  missing: v.pipe(
    v.array(v.object({ sha256, size: count, offset: count })),
    v.maxLength(mostFiles),
    v.check(
      (list) => list.every((part) => part.offset <= part.size),
      because(say('an offset beyond the end')),
    ),
    v.check(
      (list) => new Set(list.map((part) => part.sha256)).size === list.length,
      because(say('a file twice')),
    ),
  ),
});

const startedSchema = v.object({
  pid: count,
  processStart: line(100),
  gpu: v.exactOptional(v.object({ index, name: line(200) })),
});
const outcomeSchema = v.object({
  outcome: v.picklist(['stopped by itself', 'terminated', 'killed', 'already over']),
});
const exportedSchema = v.object({
  exit,
  lines: v.pipe(v.array(text(64_000)), v.maxLength(100)),
});
const preparedSchema = v.object({
  build: v.picklist(['default', 'cu126', 'cpu']),
  made: v.boolean(),
});
const nothingSchema = v.object({});

const relative = v.pipe(
  line(300),
  v.regex(/^(runs\/[^/\\]+|env|blobs|trainers|bases)$/, because(say('nothing of ours'))),
);
const keptSchema = v.object({
  folder: path,
  items: v.pipe(
    v.array(v.object({ path: relative, bytes: count, live: v.boolean() })),
    v.maxLength(100_000),
  ),
});

const optionalLine = v.exactOptional(v.nullable(line(1000)));
const hostFactsSchema = v.object({
  folder: path,
  system: line(100),
  machine: line(100),
  python: v.object({ path, version: line(100) }),
  diskFreeBytes: count,
  memoryBytes: count,
  hasNvidiaSmi: v.boolean(),
  gpus: v.pipe(
    v.array(
      v.object({
        index,
        name: line(200),
        freeBytes: count,
        totalBytes: count,
        capability: line(50),
        driver: line(100),
      }),
    ),
    v.maxLength(1000),
  ),
  uv: v.nullable(path),
  hasWheels: v.boolean(),
  trainer: v.object({
    path,
    packages: v.exactOptional(v.record(line(100), v.nullable(line(100)))),
    cuda: optionalLine,
    available: v.exactOptional(v.boolean()),
    device: optionalLine,
    error: v.exactOptional(text(1000)),
  }),
});

/** The answer of each operation. */
export const answerSchemas: Readonly<Record<string, v.GenericSchema>> = {
  accept: nothingSchema,
  start: startedSchema,
  // One that the client has stopped following answers with nothing.
  follow: v.union([resultsSchema, v.strictObject({})]),
  results: resultsSchema,
  get: nothingSchema,
  cancel: outcomeSchema,
  export: exportedSchema,
  leave: outcomeSchema,
  check: hostFactsSchema,
  prepare: preparedSchema,
  kept: keptSchema,
  remove: nothingSchema,
};
