import * as l10n from '@vscode/l10n';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { ChosenRun } from '../../src/core/pages/runDifferences.ts';
import { formatPercent } from '../../src/core/common/formatNumbers.ts';
import { element } from '../common/element.ts';
import { plotStyle, themeColour, watchPlot } from '../common/plot.ts';
import { visibleText } from '../common/visibleText.ts';

/** How a chosen run is drawn: never by its colour alone. */
export const strokes = [
  { colour: 'charts-blue', dash: [] },
  { colour: 'charts-purple', dash: [8, 4] },
  { colour: 'charts-green', dash: [2, 4] },
  { colour: 'testing-iconFailed', dash: [12, 4, 2, 4] },
  { colour: 'charts-yellow', dash: [4, 2] },
  { colour: 'foreground', dash: [1, 2] },
] as const;

const height = 260;

/** Some colours of charts are too faint on white alone. */
export const strokeOf = (colour: string, ink: string): string =>
  `color-mix(in srgb, ${colour} 80%, ${ink})`;

/** The recall of chosen runs by epoch, laid over each other; in words for those who do not see it. */
export class RecallCurves {
  readonly element: HTMLElement;
  readonly #place = element('div', 'plot');
  readonly #caption = element('figcaption', 'dim');
  #plot: uPlot | undefined;
  #runs: readonly ChosenRun[] = [];

  constructor() {
    this.#place.setAttribute('aria-hidden', 'true');
    this.element = element('figure', 'curves', this.#caption, this.#place);
    this.element.hidden = true;
    watchPlot(this.#place, {
      onResize: () => {
        this.#plot?.setSize({ width: this.#width(), height });
      },
      onTheme: () => {
        this.#make();
      },
    });
  }

  /** Each in the stroke of its place. */
  draw(runs: readonly ChosenRun[]): void {
    this.#runs = runs;
    const drawn = runs.filter(({ recall }) => recall.length > 0);
    this.element.hidden = drawn.length === 0;
    const words = drawn.map(({ name, recall, epochs }) => {
      return l10n.t(
        '{0} {1} after {2}',
        name,
        formatPercent(recall.at(-1) ?? 0),
        (epochs.at(-1) ?? 0).toFixed(1),
      );
    });
    this.#caption.textContent = visibleText(l10n.t('Recall by epoch: {0}', words.join('; ')));
    this.#make();
  }

  #width(): number {
    return Math.max(100, this.#place.clientWidth);
  }

  #make(): void {
    this.#plot?.destroy();
    this.#plot = undefined;
    if (this.element.hidden) return;
    const { ink, axis } = plotStyle();
    this.#plot = new uPlot(
      {
        width: this.#width(),
        height,
        legend: { show: false },
        scales: { x: { time: false }, y: { range: [0, 1] } },
        axes: [axis, { ...axis, size: 62, values: (_, ticks) => ticks.map(formatPercent) }],
        series: [
          {},
          ...this.#runs.map((_, at) => {
            const { colour, dash } = strokes[at % strokes.length] ?? strokes[0];
            return {
              stroke: strokeOf(themeColour(colour) || ink, ink),
              width: 2,
              dash: [...dash],
              points: { show: false },
              spanGaps: true,
            };
          }),
        ],
      },
      uPlot.join(this.#runs.map(({ epochs, recall }) => [[...epochs], [...recall]])),
      this.#place,
    );
  }
}
