import { formatDuration } from '../../src/core/common/formatDuration.ts';
import { formatPercent, pluralize } from '../../src/core/common/formatNumbers.ts';
import type { MatrixCell, ValueOf } from '../../src/core/experiment/matrix.ts';
import {
  formatMetric,
  isMoreBetter,
  metricTitles,
  type MetricName,
} from '../../src/core/experiment/metrics.ts';
import { intervalInWords } from '../../src/core/experiment/intervalInWords.ts';
import type {
  ExperimentPicture,
  ExperimentRequests,
  ExperimentRun,
} from '../../src/core/pages/experimentMessages.ts';
import type { Host } from '../common/connectHost.ts';
import { element, elementWith } from '../common/element.ts';
import { visibleText } from '../common/visibleText.ts';
import { chart, type Series } from './chart.ts';
import { ChosenCells } from './chosenCells.ts';
import { conclusionView } from './conclusionView.ts';
import { ExperimentControls } from './experimentControls.ts';
import { matrixSvg } from './matrixSvg.ts';
import { matrixTable, placeMatrix, type PlacedMatrix } from './matrixView.ts';
import { MatrixChoices } from './matrixChoices.ts';

/** An experiment: its matrix, its curves, and what they mean. */
export class ExperimentPage {
  readonly element = element('main', 'experiment-page');
  readonly #host: Host<ExperimentRequests>;
  readonly #title = element('h1', '');
  readonly #status = elementWith('p', { class: 'dim', role: 'status' });
  readonly #about = element('div', 'dim');
  readonly #notes = element('div', '');
  readonly #matrix = element('div', 'place');
  readonly #intervals = element('p', 'dim');
  readonly #conclusion = element('section', 'place');
  readonly #charts = element('div', 'charts');
  readonly #controls: ExperimentControls;
  readonly #choices: MatrixChoices;
  readonly #chosen: ChosenCells;
  #picture: ExperimentPicture | undefined;
  #placed: PlacedMatrix | undefined;
  #concluded = '';

  constructor(host: Host<ExperimentRequests>) {
    this.#host = host;
    this.#choices = new MatrixChoices(host.getState(), () => {
      this.#draw();
    });
    this.#chosen = new ChosenCells({
      onChange: () => {
        this.#drawMatrix();
      },
      onShow: (runFolder) => {
        this.#do(host.ask('showRun', { runFolder }));
      },
      onCompare: (runFolder, earlier) => {
        this.#do(host.ask('compare', { runFolder, earlier }));
      },
    });
    this.#controls = new ExperimentControls({
      onControl: (what) => {
        this.#do(host.ask('control', { what }));
      },
      onSave: (as) => {
        const svg = as === 'SVG' && this.#placed ? { svg: matrixSvg(this.#placed) } : {};
        this.#do(host.ask('save', { as, ...svg }));
      },
    });
    this.element.append(
      element('header', 'heading', this.#title, this.#controls.element),
      this.#about,
      this.#status,
      this.#notes,
      this.#choices.element,
      this.#matrix,
      this.#intervals,
      this.#chosen.element,
      this.#conclusion,
      this.#charts,
    );
  }

  /** Call once the page's element is in the document. */
  start(): void {
    this.#host.onDidChange(() => void this.#open());
    void this.#open();
  }

  async #open(): Promise<void> {
    try {
      this.#picture = await this.#host.ask('open', null);
      this.#draw();
    } catch (error) {
      this.#status.textContent = error instanceof Error ? error.message : String(error);
    }
  }

  #do(asked: Promise<null>): void {
    asked.catch((error: unknown) => {
      this.#status.textContent = error instanceof Error ? error.message : String(error);
    });
  }

  #draw(): void {
    const picture = this.#picture;
    if (picture === undefined) return;
    this.#title.textContent = visibleText(picture.title);
    this.#about.replaceChildren(
      ...picture.about.map((line) => element('p', '', visibleText(line))),
    );
    this.#status.textContent = statusOf(picture);
    this.#notes.replaceChildren(
      ...picture.problems.map((problem) =>
        elementWith('p', { class: 'notice', role: 'note' }, visibleText(problem)),
      ),
    );
    this.#controls.draw(picture.state);
    this.#choices.draw(picture);
    this.#host.setState({ folder: picture.folder, ...this.#choices.state() });
    this.#drawMatrix();
    this.#drawCharts(picture);
    void this.#conclude(picture);
  }

  #drawMatrix(): void {
    const picture = this.#picture;
    const metric = this.#choices.metric();
    if (picture === undefined || metric === undefined) return;
    const focused = document.activeElement?.getAttribute('data-key');
    const choice = this.#choices.matrix(metric);
    this.#placed = placeMatrix(picture.grid, valuesOf(picture.runs), choice);
    this.#chosen.draw(picture);
    this.#matrix.replaceChildren(
      matrixTable(this.#placed, {
        isChosen: (cell: MatrixCell) => this.#chosen.has(cell),
        onChoose: (cell: MatrixCell) => {
          this.#chosen.toggle(cell);
        },
      }),
    );
    this.#intervals.textContent = this.#choices.pooled() + intervalInWords(picture.seeds);
    if (focused) {
      this.#matrix.querySelector<HTMLElement>(`[data-key="${CSS.escape(focused)}"]`)?.focus();
    }
  }

  /** Asked for again only once there is another result. */
  async #conclude(picture: ExperimentPicture): Promise<void> {
    const metric = this.#choices.metric();
    if (metric === undefined) return;
    const results = picture.runs.filter(({ values }) => values[metric] !== undefined);
    const wanted = `${metric} ${results.map(({ id }) => id).join()}`;
    if (wanted === this.#concluded) return;
    this.#concluded = wanted;
    try {
      const conclusion = await this.#host.ask('conclude', { metric });
      if (wanted !== this.#concluded) return;
      this.#conclusion.replaceChildren(
        element('h2', '', `Conclusion: ${metricTitles[metric]}`),
        conclusionView(conclusion),
      );
    } catch (error) {
      this.#conclusion.textContent = error instanceof Error ? error.message : String(error);
    }
  }

  #drawCharts({ grid, runs, metrics }: ExperimentPicture): void {
    const dimension = this.#choices.rows() ?? 0;
    const points = new Map(grid.points.map((point) => [point.key, point]));
    const seriesOf = (pointsOf: (run: ExperimentRun) => Series['points']): readonly Series[] =>
      runs.flatMap((run) => {
        const point = points.get(run.point);
        const drawn = pointsOf(run);
        return point === undefined || drawn.length === 0
          ? []
          : [{ name: point.label, level: point.at[dimension] ?? 0, points: drawn }];
      });
    const legend = grid.dimensions[dimension]?.levels.map(({ label }) => label) ?? [];
    const curves = seriesOf(({ curve }) => curve);
    const metric = this.#choices.metric();
    const costs = metrics.includes('seconds')
      ? seriesOf(({ values }) => costOf(values, metric))
      : [];
    this.#charts.replaceChildren(
      ...(curves.length === 0
        ? []
        : [
            chart({
              title: `Recall of trained questions over epochs, ${pluralize(curves.length, 'run')}`,
              series: curves,
              legend,
              formatX: (epoch) => epoch.toFixed(0),
              formatY: formatPercent,
              kind: 'lines',
              mostY: 1,
            }),
          ]),
      ...(costs.length === 0 || metric === undefined
        ? []
        : [
            chart({
              title: `${metricTitles[metric]} against seconds of training`,
              series: costs,
              legend,
              formatX: formatDuration,
              formatY: (value) => formatMetric(metric, value),
              kind: 'dots',
              mostY: isMoreBetter(metric) ? 1 : undefined,
            }),
          ]),
    );
  }
}

function costOf(values: ExperimentRun['values'], metric: MetricName | undefined): Series['points'] {
  const value = metric && values[metric];
  return value === undefined || values.seconds === undefined ? [] : [[values.seconds, value]];
}

function valuesOf(runs: readonly ExperimentRun[]): ValueOf {
  const byPoint = new Map(runs.map(({ point, values }) => [point, values]));
  return (key, metric) => byPoint.get(key)?.[metric];
}

function statusOf({ state, runs, grid }: ExperimentPicture): string {
  const count = (status: ExperimentRun['status']): number =>
    runs.filter((run) => run.status === status).length;
  const others = (['running', 'starting', 'failed', 'cancelled'] as const)
    .map((status) => [status, count(status)] as const)
    .filter(([, number]) => number > 0)
    .map(([status, number]) => `${number} ${status}`);
  return [
    `${count('finished')} of ${pluralize(grid.points.length, 'run')} finished`,
    ...others,
    `the experiment is ${state}`,
  ].join(', ');
}
