import { ends, shares, type ChartContent, scalesOf, size } from './chart.ts';
import type { Drawing, Shape } from './drawing.ts';

const titleHeight = 28;
const legendHeight = 24;
/** Told apart in print, and by most who see colours otherwise (Okabe and Ito). */
const colours = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9'];
const colourOf = (level: number): string => colours[level % colours.length] ?? '#000';

/** A chart as it is drawn for a paper. */
export function chartDrawing(content: ChartContent): Drawing {
  const { title, series, legend, formatX, formatY, kind } = content;
  const scales = scalesOf(content);
  const x = (value: number): number => scales.x(value);
  const y = (value: number): number => titleHeight + scales.y(value);
  const shapes: Shape[] = [{ text: title, at: [12, 18], isBold: true }];
  for (const share of shares) {
    const [atX, atY] = [share * scales.mostX, share * scales.mostY];
    shapes.push(
      {
        line: [
          [x(0), y(atY)],
          [x(scales.mostX), y(atY)],
        ],
        stroke: '#ccc',
      },
      { text: formatY(atY), at: [x(0) - 6, y(atY) + 4], align: 'end', size: 10 },
      {
        ...{ text: formatX(atX), at: [x(atX), titleHeight + size.height - 6] },
        ...{ align: ends(share), size: 10 },
      },
    );
  }
  for (const { name, level, points } of series) {
    if (kind === 'lines') {
      const line = points.map(([atX, atY]) => [x(atX), y(atY)] as const);
      shapes.push({ line, stroke: colourOf(level), thick: 1.5 });
    } else {
      for (const [atX, atY] of points)
        shapes.push({ dot: [x(atX), y(atY)], radius: 4, fill: colourOf(level), name });
    }
  }
  const names = legend.length < 2 ? [] : legend;
  names.forEach((name, level) => {
    const [atX, atY] = [x(0) + level * 110, titleHeight + size.height + 12];
    shapes.push(
      { rect: [atX, atY - 9, 10, 10], fill: colourOf(level) },
      { text: name, at: [atX + 16, atY] },
    );
  });
  return {
    width: Math.max(size.width, x(0) + names.length * 110),
    height: titleHeight + size.height + legendHeight,
    shapes,
  };
}
