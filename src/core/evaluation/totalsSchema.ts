import * as v from 'valibot';
import { count, line } from '../common/schemas.ts';
import { evaluationVersion } from './evaluationFile.ts';
import { parityVersion } from './parity.ts';

const tally = v.object({ questions: count, exact: count, format: count });
const laterTally = v.optional(tally, { questions: 0, exact: 0, format: 0 });

/** Of evaluation.json, what the table of runs shows. */
export const totalsSchema = v.object({
  v: v.literal(evaluationVersion),
  totals: v.object({
    ...{ train: tally, phrasing: tally, fact: tally },
    // Extensions before these splits do not tell them.
    ...{ unknown: laterTally, 'unknown-held': laterTally, asked: laterTally },
  }),
});

/** Of onnx/MODEL.parity.json, all but the answers that were changed. */
export const paritySchema = v.object({
  v: v.literal(parityVersion),
  model: line(200),
  questions: count,
  changed: count,
  seconds: v.pipe(v.number(), v.finite(), v.minValue(0)),
});
