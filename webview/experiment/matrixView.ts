import * as l10n from '@vscode/l10n';
import { spoken } from '../../src/core/common/sentence.ts';
import type { GridShape } from '../../src/core/experiment/experiment.ts';
import {
  matrixOf,
  type MatrixCell,
  type MatrixChoice,
  type ValueOf,
} from '../../src/core/experiment/matrix.ts';
import {
  formatMetric,
  isMoreBetter,
  metricTitles,
  type MetricName,
} from '../../src/core/experiment/metrics.ts';
import { counted } from '../../src/core/common/counted.ts';
import { endsInWords } from '../../src/core/experiment/report.ts';
import { element, elementWith, setText } from '../common/element.ts';
import { captionedTable, columnHead, rowHead } from '../common/table.ts';
import { visibleText } from '../common/visibleText.ts';
import type { DrawnCell, DrawnMatrix } from './matrixDrawing.ts';

interface Placed extends DrawnCell {
  readonly cell: MatrixCell;
  /** The whole cell in words, for those who hear it. */
  readonly spoken: string;
}

/** A matrix as it is drawn, on the page and in a file. */
export interface PlacedMatrix extends DrawnMatrix {
  readonly rows: readonly { readonly label: string; readonly cells: readonly Placed[] }[];
}

export function placeMatrix(grid: GridShape, valueOf: ValueOf, choice: MatrixChoice): PlacedMatrix {
  const { metric, rows, columns } = choice;
  const { cells } = matrixOf(grid, valueOf, choice);
  const medians = cells.flatMap((line) => line.flatMap(({ median }) => median ?? []));
  const [least, most] = [Math.min(...medians), Math.max(...medians)];
  const tintOf = (median: number | undefined): number => {
    if (median === undefined) return 0;
    if (isMoreBetter(metric)) return median;
    return most > least ? (most - median) / (most - least) : 0;
  };
  const labelsOf = (dimension: number | undefined): readonly string[] =>
    dimension === undefined
      ? [l10n.t('all')]
      : (grid.dimensions[dimension]?.levels.map(({ label }) => spoken(label)) ?? []);
  const nameOf = (dimension: number | undefined): string =>
    dimension === undefined ? '' : (grid.dimensions[dimension]?.name ?? '');
  const [rowLabels, columnLabels] = [labelsOf(rows), labelsOf(columns)];
  return {
    title: metricTitles[metric],
    corner: [nameOf(rows), nameOf(columns)].filter((name) => name !== '').join(' \\ '),
    columns: columnLabels,
    rows: cells.map((line, row) => ({
      label: rowLabels[row] ?? '',
      cells: line.map((cell, column) => {
        const words = wordsOf(metric, cell);
        return {
          cell,
          ...words,
          tint: tintOf(cell.median),
          spoken: [
            `${rowLabels[row] ?? ''}, ${columnLabels[column] ?? ''}: ${Object.values(words).join(', ')}`,
            l10n.t('{0} of {1}', cell.runs, counted(cell.points.length, 'run')),
          ].join('; '),
        };
      }),
    })),
  };
}

function wordsOf(
  metric: MetricName,
  { median, interval }: MatrixCell,
): { readonly text: string; readonly interval: string } {
  if (median === undefined) return { text: '–', interval: '' };
  return {
    text: formatMetric(metric, median),
    interval: endsInWords(metric, interval),
  };
}

/** A cell's parts in the page. */
interface Shown {
  readonly button: HTMLElement;
  readonly median: HTMLElement;
  readonly interval: HTMLElement;
}

/** So many cells are written in a frame. */
const atOnce = 50;

/**
 * The table; a cell is chosen by a click or a key. Of one that has as many rows and columns as before only what
 * differs is written, some rows at a time: making a hundred cells anew, and laying them out, takes longer than a
 * frame.
 */
export class MatrixView {
  readonly element = element('div', 'place');
  readonly #onChoose: (cell: MatrixCell) => void;
  #placed: PlacedMatrix | undefined;
  #caption: Element | null = null;
  #heads: readonly HTMLElement[] = [];
  #rowHeads: readonly HTMLElement[] = [];
  #cells: readonly (readonly Shown[])[] = [];

  constructor(onChoose: (cell: MatrixCell) => void) {
    this.#onChoose = onChoose;
  }

  *draw(placed: PlacedMatrix): Generator<void> {
    const { title, corner, columns, rows } = placed;
    this.#placed = placed;
    const isNew = rows.length !== this.#cells.length || columns.length + 1 !== this.#heads.length;
    if (isNew) this.#make(placed);
    const rowsAtOnce = isNew ? rows.length : Math.ceil(atOnce / columns.length);
    write(this.#caption, title);
    [corner, ...columns].forEach((label, at) => {
      write(this.#heads[at], visibleText(label));
    });
    for (const [row, { label, cells }] of rows.entries()) {
      if (row > 0 && row % rowsAtOnce === 0) yield;
      write(this.#rowHeads[row], visibleText(label));
      cells.forEach((cell, column) => {
        const shown = this.#cells[row]?.[column];
        if (shown) writeCell(shown, cell);
      });
    }
  }

  mark(isChosen: (cell: MatrixCell) => boolean): void {
    this.#cells.forEach((line, row) => {
      line.forEach(({ button }, column) => {
        const cell = this.#placed?.rows[row]?.cells[column]?.cell;
        set(button, 'aria-pressed', String(cell !== undefined && isChosen(cell)));
      });
    });
  }

  #make({ columns, rows }: PlacedMatrix): void {
    this.#heads = Array.from({ length: columns.length + 1 }, () => columnHead());
    this.#rowHeads = rows.map(() => rowHead(''));
    this.#cells = rows.map((_, row) => columns.map((__, column) => this.#makeCell(row, column)));
    const table = captionedTable({
      name: 'matrix',
      caption: '',
      head: this.#heads,
      rows: this.#cells.map((line, row) =>
        element(
          'tr',
          '',
          this.#rowHeads[row] ?? '',
          ...line.map(({ button }) => element('td', '', button)),
        ),
      ),
    });
    this.#caption = table.querySelector('caption');
    const focused = document.activeElement?.getAttribute('data-key');
    this.element.replaceChildren(table);
    if (focused) {
      this.element.querySelector<HTMLElement>(`[data-key="${CSS.escape(focused)}"]`)?.focus();
    }
  }

  #makeCell(row: number, column: number): Shown {
    const [median, interval] = [element('span', 'median'), element('span', 'interval')];
    const button = elementWith(
      'button',
      { type: 'button', class: 'cell', 'data-key': `${row} ${column}` },
      median,
      interval,
    );
    button.addEventListener('click', () => {
      const cell = this.#placed?.rows[row]?.cells[column]?.cell;
      if (cell) this.#onChoose(cell);
    });
    button.addEventListener('keydown', moveFocus);
    return { button, median, interval };
  }
}

/** Per cent. */
const mostTint = 32;

/** By class, as the browser then finds the style of cells of one tint once. */
const tints = new CSSStyleSheet();
const tintClass = (tint: number): string => `tint-${tint}`;
tints.replaceSync(
  Array.from(
    { length: mostTint + 1 },
    (_, tint) => `.${tintClass(tint)} { --tint: ${tint}%; }`,
  ).join(''),
);
document.adoptedStyleSheets.push(tints);

function writeCell({ button, median, interval }: Shown, placed: Placed): void {
  set(button, 'aria-label', visibleText(placed.spoken));
  set(button, 'class', `cell ${tintClass(Math.round(placed.tint * mostTint))}`);
  write(median, visibleText(placed.text));
  write(interval, visibleText(placed.interval));
}

function write(into: Element | null | undefined, text: string): void {
  if (into) setText(into, text);
}

function set(on: Element, name: string, value: string): void {
  if (on.getAttribute(name) !== value) on.setAttribute(name, value);
}

const steps: Readonly<Record<string, readonly [row: number, column: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

function moveFocus(event: KeyboardEvent): void {
  const step = steps[event.key];
  const from = event.currentTarget as HTMLElement;
  const [row, column] = (from.dataset.key ?? '').split(' ').map(Number);
  if (step === undefined || row === undefined || column === undefined) return;
  const to = `${row + step[0]} ${column + step[1]}`;
  const next = from.closest('table')?.querySelector<HTMLElement>(`[data-key="${CSS.escape(to)}"]`);
  if (!next) return;
  event.preventDefault();
  next.focus();
}
