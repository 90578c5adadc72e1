import { countedText } from '../common/counted.ts';
import { joined, say, spoken, type Sentence, type Text } from '../common/sentence.ts';
import { formatCount } from '../common/formatNumbers.ts';
import type { ChildResult } from './childResult.ts';
import { conclude } from './conclusion.ts';
import type { Experiment, Grid } from './experiment.ts';
import { matrixOf, type MatrixCell, type ValueOf } from './matrix.ts';
import { translate as t } from '../common/translate.ts';
import { formatMetric, metricNames, metricOf, metricTitles, type MetricName } from './metrics.ts';
import { conclusionInWords, methodInWords } from './sentences.ts';

export interface ReportTable {
  readonly title: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** An experiment as it is printed: in a terminal, or in Markdown for a paper. */
export interface Report {
  readonly title: string;
  /** What was asked of what, and where. */
  readonly about: readonly string[];
  readonly tables: readonly ReportTable[];
  readonly conclusion: readonly string[];
  readonly method: string;
}

type Results = ReadonlyMap<string, ChildResult>;

/** Metrics that the runs tell, in their usual order. */
const metricsOf = (results: Results): MetricName[] =>
  metricNames.filter((name) =>
    [...results.values()].some((result) => metricOf(result, name) !== undefined),
  );

/** Metrics of results, for `matrixOf`. */
export const valuesOf =
  (results: Results): ValueOf =>
  (key, metric) => {
    const result = results.get(key);
    return result && metricOf(result, metric);
  };

export function reportOf(experiment: Experiment, grid: Grid, results: Results): Report {
  const metrics = metricsOf(results);
  const { dimensions, points } = grid;
  return {
    title: experiment.name,
    about: aboutOf(experiment, grid, {
      runs: points.filter(({ key }) => results.has(key)).length,
      devices: [...results.values()].flatMap(({ device }) => device ?? []),
    }).map((line) => spoken(line)),
    tables:
      dimensions.length === 2
        ? pairTables(grid, results, metrics)
        : [lines(grid, results, metrics)],
    conclusion: conclusionInWords(grid, conclude(grid, results, metrics), metrics),
    method: spoken(methodInWords(experiment.seeds.length)),
  };
}

/** What was asked of what, and where. */
export function aboutOf(
  { question, seeds, table, questions, base }: Experiment,
  { points }: Pick<Grid, 'points'>,
  found: { readonly runs: number; readonly devices: readonly string[] },
): Text[] {
  const devices = [...new Set(found.devices)];
  const runs = formatCount(found.runs);
  const planned = countedText(points.length, 'run');
  const each = countedText(seeds.length, 'seed');
  const of = table ?? questions ?? '';
  return [
    ...(question === undefined ? [] : [question]),
    devices.length === 0
      ? say('{0} of {1}, {2} each, on {3}.', runs, planned, each, of)
      : say(
          '{0} of {1}, {2} each, on {3}; {4}.',
          runs,
          planned,
          each,
          of,
          joined(devices.map(deviceInWords), ', '),
        ),
    ...base.map(baseInWords),
  ];
}

/** A processor tells its threads alone. */
const deviceInWords = (device: string): Text =>
  /^\d+ cores?$/.test(device)
    ? say('a processor, {0} each', countedText(Number.parseInt(device, 10), 'thread'))
    : device;

const baseInWords = (base: string): Sentence =>
  base === 'embedded'
    ? say(
        'Base: embedded, a stand-in of some million parameters that knows no language: what holds of it need not hold of another.',
      )
    : say('Base: {0}.', base);

/** Two dimensions: a matrix for each metric. */
function pairTables(grid: Grid, results: Results, metrics: readonly MetricName[]): ReportTable[] {
  const [rows, columns] = grid.dimensions;
  if (rows === undefined || columns === undefined) return [];
  return metrics.map((metric) => ({
    title: metricTitles[metric],
    header: [
      `${rows.name} \\ ${columns.name}`,
      ...columns.levels.map(({ label }) => spoken(label)),
    ],
    rows: matrixOf(grid, valuesOf(results), { metric, rows: 0, columns: 1 }).cells.map(
      (line, at) => [
        spoken(rows.levels[at]?.label ?? ''),
        ...line.map((cell) => cellInWords(metric, cell)),
      ],
    ),
  }));
}

/** Any other number of dimensions: a line for each cell, a column for each metric. */
function lines(grid: Grid, results: Results, metrics: readonly MetricName[]): ReportTable {
  const byCell = new Map<string, typeof grid.points>();
  for (const point of grid.points) {
    const name = point.at.join();
    byCell.set(name, [...(byCell.get(name) ?? []), point]);
  }
  return {
    title: 'Runs',
    header: [...grid.dimensions.map(({ name }) => name), ...metrics],
    rows: [...byCell.values()].map((points) => [
      ...(points[0]?.at ?? []).map((level, at) =>
        spoken(grid.dimensions[at]?.levels[level]?.label ?? ''),
      ),
      ...metrics.map((metric) => {
        const only = { ...grid, points };
        const [[cell] = []] = matrixOf(only, valuesOf(results), {
          metric,
          rows: undefined,
          columns: undefined,
        }).cells;
        return cell === undefined ? '' : cellInWords(metric, cell);
      }),
    ]),
  };
}

/** `98.1 % to 100 %`; empty where there is nothing between them that would be said. */
export function endsInWords(metric: MetricName, interval: MatrixCell['interval']): string {
  const [low, high] = (interval ?? []).map((end) => formatMetric(metric, end));
  return low === undefined || high === undefined || low === high ? '' : t('{0} to {1}', low, high);
}

/** `99.4 % (98.1 % to 100 %)`: the median, and the interval around it. */
function cellInWords(metric: MetricName, { median, interval }: MatrixCell): string {
  if (median === undefined) return '–';
  const middle = formatMetric(metric, median);
  const ends = endsInWords(metric, interval);
  return ends === '' ? middle : `${middle} (${ends})`;
}

/** The results as CSV: a line for each run. */
export function resultsCsv(grid: Grid, results: Results): string {
  const metrics = metricsOf(results);
  const rows = grid.points.flatMap(({ key, at, seed }) => {
    const result = results.get(key);
    if (result === undefined) return [];
    const levels = at.map((level, dimension) =>
      spoken(grid.dimensions[dimension]?.levels[level]?.label ?? ''),
    );
    return [[result.run, ...levels, seed, ...metrics.map((one) => metricOf(result, one))]];
  });
  const header = ['run', ...grid.dimensions.map(({ name }) => name), 'seed', ...metrics];
  return [header, ...rows].map((row) => `${row.map(csvCell).join(',')}\n`).join('');
}

/** Spreadsheets would run text that starts with `= + - @` as a formula: an apostrophe marks it as text. */
function csvCell(value: string | number | undefined): string {
  if (typeof value !== 'string') return value === undefined ? '' : String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The report in Markdown. */
export function reportInMarkdown(report: Report, note = ''): string {
  const tables = report.tables.flatMap(({ title, header, rows }) => [
    `**${title}**`,
    [header, header.map(() => '---'), ...rows].map(markdownRow).join('\n'),
  ]);
  const conclusion = report.conclusion.map((sentence) => `- ${escaped(sentence)}`).join('\n');
  return `${[
    `## ${escaped(report.title)}`,
    report.about.map(escaped).join('\n'),
    ...tables,
    note,
    conclusion,
    report.method,
  ]
    .filter((part) => part !== '')
    .join('\n\n')}\n`;
}

const markdownRow = (cells: readonly string[]): string => `| ${cells.map(escaped).join(' | ')} |`;
const escaped = (text: string): string => text.replace(/[\\|*_`<>[\]]/g, (sign) => `\\${sign}`);
