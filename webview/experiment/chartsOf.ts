import * as l10n from '@vscode/l10n';
import { spoken } from '../../src/core/common/sentence.ts';
import { formatDuration } from '../../src/core/common/formatDuration.ts';
import { counted } from '../../src/core/common/counted.ts';
import { formatPercent } from '../../src/core/common/formatNumbers.ts';
import {
  formatMetric,
  isMoreBetter,
  metricTitles,
  type MetricName,
} from '../../src/core/experiment/metrics.ts';
import type { ExperimentPicture, ExperimentRun } from '../../src/core/pages/experimentMessages.ts';
import type { ChartContent, Series } from './chart.ts';

interface Choice {
  /** Whose levels tell the runs apart. */
  readonly dimension: number;
  readonly metric: MetricName | undefined;
}

/** All runs' curves over each other, and the metric against what it costs, where runs tell them. */
export function chartsOf(
  { grid, runs, metrics }: Pick<ExperimentPicture, 'grid' | 'runs' | 'metrics'>,
  { dimension, metric }: Choice,
): readonly ChartContent[] {
  const points = new Map(grid.points.map((point) => [point.key, point]));
  const legend = grid.dimensions[dimension]?.levels.map(({ label }) => spoken(label)) ?? [];
  const seriesOf = (pointsOf: (run: ExperimentRun) => Series['points']): readonly Series[] =>
    runs.flatMap((run) => {
      const point = points.get(run.point);
      const drawn = pointsOf(run);
      return point === undefined || drawn.length === 0
        ? []
        : [{ name: spoken(point.label), level: point.at[dimension] ?? 0, points: drawn }];
    });
  const curves = seriesOf(({ curve }) => curve);
  const costs = metrics.includes('seconds') ? seriesOf(({ values }) => costOf(values, metric)) : [];
  const charts: ChartContent[] = [];
  if (curves.length > 0) {
    charts.push({
      title: l10n.t('Recall of trained questions over epochs, {0}', counted(curves.length, 'run')),
      series: curves,
      legend,
      formatX: (epoch) => epoch.toFixed(0),
      formatY: formatPercent,
      kind: 'lines',
      mostY: 1,
    });
  }
  if (costs.length > 0 && metric !== undefined) {
    charts.push({
      title: l10n.t('{0} against seconds of training', metricTitles[metric]),
      series: costs,
      legend,
      formatX: formatDuration,
      formatY: (value) => formatMetric(metric, value),
      kind: 'dots',
      mostY: isMoreBetter(metric) ? 1 : undefined,
    });
  }
  return charts;
}

function costOf(values: ExperimentRun['values'], metric: MetricName | undefined): Series['points'] {
  const value = metric && values[metric];
  return value === undefined || values.seconds === undefined ? [] : [[values.seconds, value]];
}
