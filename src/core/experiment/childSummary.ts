import * as v from 'valibot';
import { because } from '../common/issueInWords.ts';
import { say } from '../common/sentence.ts';
import { line, version } from '../common/schemas.ts';
import { metricNames, type MetricName } from './metrics.ts';

/** Recall over epochs, from 0 to 1: at most some dozen points. */
export type RecallCurve = readonly (readonly [epoch: number, recall: number])[];

/** What an experiment's page needs of a run that has finished: summaries/RUN.json. */
export interface ChildSummary {
  readonly v: 1;
  readonly run: string;
  /** Its place in the grid. */
  readonly point: string;
  /** Of the files that it was made from: it says nothing once one of them is another. */
  readonly stamp: string;
  readonly values: Readonly<Partial<Record<MetricName, number>>>;
  readonly curve: RecallCurve;
  readonly device?: string;
}

const finite = v.pipe(v.number(), v.finite());

export const childSummarySchema: v.GenericSchema<unknown, ChildSummary> = v.object({
  v: version,
  run: line(200),
  point: line(100),
  stamp: line(400),
  values: v.pipe(
    v.record(line(100), finite),
    v.check((values) => Object.keys(values).every(isMetric), because(say('an unknown metric'))),
  ),
  curve: v.pipe(v.array(v.strictTuple([finite, finite])), v.maxLength(100)),
  device: v.exactOptional(line(200)),
});

const isMetric = (name: string): boolean => (metricNames as readonly string[]).includes(name);
