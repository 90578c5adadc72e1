import * as l10n from '@vscode/l10n';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { formatPercent } from '../../src/core/common/formatNumbers.ts';
import { element } from '../common/element.ts';
import { plotStyle, themeColour, watchPlot } from '../common/plot.ts';

interface Drawn {
  readonly title: string;
  /** `share` from 0 to 100 %, `log` on a logarithmic axis, or plain. */
  readonly unit: 'share' | 'log' | 'plain';
  /** Variable of the theme, without `--vscode-`. */
  readonly colour: string;
}

const height = 190;
/** Below it numbers are written as 1.5e-4. */
const tiny = 1e-3;
/** The enum is one of types alone: nothing at run time has its name. */
// eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment
const logarithmic = 3 as uPlot.Scale.Distr;

/** One curve over epochs, with its last value in words for those who do not see it. */
export class Curve {
  readonly element: HTMLElement;
  readonly #drawn: Drawn;
  readonly #place = element('div', 'plot');
  readonly #caption = element('figcaption', '');
  #plot: uPlot | undefined;
  #values: [number[], number[]] = [[], []];

  constructor(drawn: Drawn) {
    this.#drawn = drawn;
    this.#place.setAttribute('aria-hidden', 'true');
    this.element = element('figure', 'curve', this.#caption, this.#place);
    watchPlot(this.#place, {
      onResize: () => {
        this.#plot?.setSize({ width: this.#width(), height });
      },
      onTheme: () => {
        this.#make();
      },
    });
  }

  draw(epochs: number[], values: number[]): void {
    const [, before] = this.#values;
    const isSame = before.length === values.length && before.at(-1) === values.at(-1);
    this.element.hidden = values.length === 0;
    if (isSame && this.#plot !== undefined) return;
    this.#values = [epochs, values];
    this.#caption.textContent = this.#inWords();
    if (values.length === 0) return;
    if (this.#plot === undefined) this.#make();
    else this.#plot.setData(this.#values);
  }

  #inWords(): string {
    const [epochs, values] = this.#values;
    const first = values[0];
    const last = values.at(-1);
    const { title } = this.#drawn;
    if (first === undefined || last === undefined) return title;
    return l10n.t(
      '{0} by epoch: {1} → {2} after {3}',
      title,
      this.#format(first),
      this.#format(last),
      (epochs.at(-1) ?? 0).toFixed(1),
    );
  }

  readonly #format = (value: number): string => {
    if (this.#drawn.unit === 'share') return formatPercent(value);
    const rounded = Number(value.toPrecision(3));
    // What is written out with many zeros has no room beside an axis.
    return value !== 0 && Math.abs(value) < tiny ? rounded.toExponential() : String(rounded);
  };

  #width(): number {
    return Math.max(100, this.#place.clientWidth);
  }

  #make(): void {
    this.#plot?.destroy();
    this.#plot = undefined;
    if (this.#values[0].length === 0) return;
    const { ink, axis } = plotStyle();
    const { unit, title } = this.#drawn;
    this.#plot = new uPlot(
      {
        width: this.#width(),
        height,
        legend: { show: false },
        cursor: { points: { size: 6 } },
        scales: {
          x: { time: false },
          y: {
            ...(unit === 'share' && { range: [0, 1] as const }),
            ...(unit === 'log' && { distr: logarithmic }),
          },
        },
        axes: [
          axis,
          {
            ...axis,
            size: 62,
            // On a logarithmic axis those between decades are null.
            values: (_, ticks) =>
              ticks.map((tick) => (Number.isFinite(tick) ? this.#format(tick) : '')),
          },
        ],
        series: [
          {},
          {
            label: title,
            stroke: themeColour(this.#drawn.colour) || ink,
            width: 2,
            points: { show: this.#values[0].length < 40 },
          },
        ],
        hooks: {
          setCursor: [
            ({ cursor }) => {
              const at = cursor.idx;
              const value = at === null || at === undefined ? undefined : this.#values[1][at];
              const epoch = at === null || at === undefined ? 0 : (this.#values[0][at] ?? 0);
              this.#caption.textContent =
                value === undefined
                  ? this.#inWords()
                  : l10n.t('{0}: {1} at epoch {2}', title, this.#format(value), epoch.toFixed(2));
            },
          ],
        },
      },
      this.#values,
      this.#place,
    );
  }
}
