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

/** A matrix as a drawing for a paper: black on white, whatever the theme. */
export function matrixSvg({ title, corner, columns, rows }: DrawnMatrix): string {
  const width = labelWidth + columns.length * cellWidth + 2 * padding;
  const height = titleHeight + headerHeight + rows.length * cellHeight + 2 * padding;
  const parts: string[] = [
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    text(padding, padding + 14, title, 'font-weight="600"'),
    text(padding, padding + titleHeight + 16, corner, 'fill="#555"'),
    ...columns.map((label, at) =>
      text(columnX(at) + cellWidth / 2, padding + titleHeight + 16, label, middle),
    ),
  ];
  rows.forEach(({ label, cells }, row) => {
    const y = padding + titleHeight + headerHeight + row * cellHeight;
    parts.push(text(padding, y + cellHeight / 2 + 4, label));
    cells.forEach((cell, at) => {
      const x = columnX(at);
      parts.push(
        `<rect x="${x}" y="${y}" width="${cellWidth - 2}" height="${cellHeight - 2}" fill="${fillOf(cell.tint)}"/>`,
        text(x + cellWidth / 2, y + (cell.interval === '' ? 26 : 19), cell.text, middle),
        ...(cell.interval === ''
          ? []
          : [text(x + cellWidth / 2, y + 35, cell.interval, `${middle} font-size="10"`)]),
      );
    });
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">${parts.join('')}</svg>\n`;
}

const middle = 'text-anchor="middle"';
const columnX = (at: number): number => padding + labelWidth + at * cellWidth;

function fillOf(tint: number): string {
  const share = Math.min(1, Math.max(0, tint));
  return `rgb(${green.map((part) => Math.round(255 - (255 - part) * share)).join(',')})`;
}

const text = (x: number, y: number, content: string, more = ''): string =>
  `<text x="${x}" y="${y}" ${more}>${escaped(content)}</text>`;

const escaped = (content: string): string =>
  content
    // eslint-disable-next-line no-control-regex
    .replace(/[\0-\x08\x0b\x0c\x0e-\x1f]/g, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
