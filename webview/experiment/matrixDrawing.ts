import type { Drawing, Shape, Words } from './drawing.ts';

export interface DrawnMatrix {
  readonly title: string;
  readonly corner: string;
  readonly columns: readonly string[];
  readonly rows: readonly { readonly label: string; readonly cells: readonly DrawnCell[] }[];
}
export interface DrawnCell {
  readonly text: string;
  readonly interval: string;
  /** How much it is coloured, from 0 to 1. */
  readonly tint: number;
}

const [cellWidth, cellHeight, labelWidth, padding] = [150, 44, 160, 12];
const [titleHeight, headerHeight] = [30, 26];
/** Colour of a cell that is coloured most: black on it reads well. */
const green = [115, 201, 145] as const;

export function matrixDrawing({ title, corner, columns, rows }: DrawnMatrix): Drawing {
  const headerY = padding + titleHeight + 16;
  const shapes: Shape[] = [
    { text: title, at: [padding, padding + 14], isBold: true },
    { text: corner, at: [padding, headerY], fill: '#555' },
    ...columns.map((label, at): Words => middle(label, columnX(at) + cellWidth / 2, headerY)),
  ];
  rows.forEach(({ label, cells }, row) => {
    const y = padding + titleHeight + headerHeight + row * cellHeight;
    shapes.push({ text: label, at: [padding, y + cellHeight / 2 + 4] });
    cells.forEach(({ text, interval, tint }, at) => {
      const [x, centre] = [columnX(at), columnX(at) + cellWidth / 2];
      shapes.push(
        { rect: [x, y, cellWidth - 2, cellHeight - 2], fill: fillOf(tint) },
        middle(text, centre, y + (interval === '' ? 26 : 19)),
        ...(interval === '' ? [] : [{ ...middle(interval, centre, y + 35), size: 10 }]),
      );
    });
  });
  return {
    width: labelWidth + columns.length * cellWidth + 2 * padding,
    height: titleHeight + headerHeight + rows.length * cellHeight + 2 * padding,
    shapes,
  };
}

const middle = (text: string, x: number, y: number): Words => ({
  ...{ text, at: [x, y], align: 'middle' },
});
const columnX = (at: number): number => padding + labelWidth + at * cellWidth;

function fillOf(tint: number): string {
  const share = Math.min(1, Math.max(0, tint));
  return `rgb(${green.map((part) => Math.round(255 - (255 - part) * share)).join(',')})`;
}
