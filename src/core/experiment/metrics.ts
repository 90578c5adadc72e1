import { say, type Text } from '../common/sentence.ts';
import { formatDuration } from '../common/formatDuration.ts';
import { formatPercent } from '../common/formatNumbers.ts';
import { translate as t } from '../common/translate.ts';
import { shareOf, type ChildResult, type ComparedSplit } from './childResult.ts';

/** What the runs of an experiment are compared by. */
export const metricNames = [
  'trained',
  'held-out',
  'unseen facts',
  'unknown',
  'kept',
  'seconds',
  'epochs',
  'memory',
] as const;
export type MetricName = (typeof metricNames)[number];

/** The split that a metric is the recall of. */
export const splitOfMetric: Readonly<Partial<Record<MetricName, ComparedSplit>>> = {
  trained: 'train',
  'held-out': 'phrasing',
  'unseen facts': 'fact',
  unknown: 'unknown-held',
};

export const metricTitles: Readonly<Record<MetricName, string>> = {
  trained: t('Recall of trained questions'),
  'held-out': t('Recall in held-out phrasings'),
  'unseen facts': t('Recall of facts never trained'),
  unknown: t('Says “unknown” where that is right'),
  kept: t('Everything else kept'),
  seconds: t('Seconds of training'),
  epochs: t('Epochs'),
  memory: t('Memory at the peak'),
};

/** A share from 0 to 1, seconds, epochs or bytes; undefined where the run does not tell. */
export function metricOf(result: ChildResult, name: MetricName): number | undefined {
  switch (name) {
    case 'trained':
      return shareOf(result, 'train');
    case 'held-out':
      return shareOf(result, 'phrasing');
    case 'unseen facts':
      return shareOf(result, 'fact');
    case 'unknown':
      return shareOf(result, 'unknown-held');
    case 'kept':
      return result.kept;
    case 'seconds':
      return result.seconds;
    case 'epochs':
      return result.epochs;
    case 'memory':
      return result.memoryBytes;
  }
}

const isShare = (name: MetricName): boolean => splitOfMetric[name] !== undefined || name === 'kept';

/** More of it is better: of the others less is. */
export const isMoreBetter = isShare;

const gibibyte = 2 ** 30;

export function formatMetric(name: MetricName, value: number): string {
  if (isShare(name)) return formatPercent(value);
  if (name === 'seconds') return formatDuration(value);
  return name === 'memory' ? `${(value / gibibyte).toFixed(2)} GiB` : value.toFixed(1);
}

/** `+58.0 points`, `−12.5 s`. */
export function formatDifference(name: MetricName, value: number): Text {
  const number = signed(name, value);
  if (isShare(name)) return say('{0} points', number);
  return name === 'memory' ? `${number} GiB` : name === 'seconds' ? `${number} s` : number;
}

/** `[55.0, 61.0]`, in the unit of `formatDifference`. */
export const formatEnds = (name: MetricName, [low, high]: readonly [number, number]): string =>
  `[${signed(name, low)}, ${signed(name, high)}]`;

function signed(name: MetricName, value: number): string {
  const scaled = isShare(name) ? value * 100 : name === 'memory' ? value / gibibyte : value;
  const digits = Math.abs(scaled).toFixed(name === 'memory' ? 2 : 1);
  const isZero = Number(digits) === 0;
  return isZero ? digits : `${scaled < 0 ? '−' : '+'}${digits}`;
}
