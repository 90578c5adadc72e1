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
import { element, elementWith } from '../common/element.ts';
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

/** The table; a cell is chosen by a click or a key. */
export function matrixTable(
  { title, corner, columns, rows }: PlacedMatrix,
  onChoose: (cell: MatrixCell) => void,
): HTMLElement {
  return captionedTable({
    name: 'matrix',
    caption: title,
    head: [corner, ...columns].map((label) => columnHead(visibleText(label))),
    rows: rows.map(({ label, cells }, row) =>
      element(
        'tr',
        '',
        rowHead(visibleText(label)),
        ...cells.map((placed, column) => {
          const button = elementWith(
            'button',
            {
              type: 'button',
              class: 'cell',
              'data-key': `${row} ${column}`,
              'aria-label': visibleText(placed.spoken),
            },
            element('span', 'median', visibleText(placed.text)),
            element('span', 'interval', visibleText(placed.interval)),
          );
          button.style.setProperty('--tint', `${Math.round(placed.tint * 32)}%`);
          button.addEventListener('click', () => {
            onChoose(placed.cell);
          });
          button.addEventListener('keydown', moveFocus);
          return element('td', '', button);
        }),
      ),
    ),
  });
}

/** Marks the chosen cells of a table, which stays as it is otherwise. */
export function markChosen(
  table: HTMLElement,
  { rows }: PlacedMatrix,
  isChosen: (cell: MatrixCell) => boolean,
): void {
  for (const button of table.querySelectorAll<HTMLElement>('[data-key]')) {
    const [row = 0, column = 0] = (button.dataset.key ?? '').split(' ').map(Number);
    const cell = rows[row]?.cells[column]?.cell;
    button.setAttribute('aria-pressed', String(cell !== undefined && isChosen(cell)));
  }
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
