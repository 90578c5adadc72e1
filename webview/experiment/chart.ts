import { element } from '../common/element.ts';
import { visibleText } from '../common/visibleText.ts';
import { colourOf, svgElement } from './svgElement.ts';

export interface Series {
  readonly name: string;
  /** Decides its colour. */
  readonly level: number;
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface ChartContent {
  readonly title: string;
  readonly series: readonly Series[];
  /** Names of the levels, in the order of their colours. */
  readonly legend: readonly string[];
  readonly formatX: (x: number) => string;
  readonly formatY: (y: number) => string;
  /** Lines through the points, or a dot for each. */
  readonly kind: 'lines' | 'dots';
  /** Upper end of the vertical axis; of what is drawn where absent. */
  readonly mostY?: number | undefined;
}

export const size = { width: 520, height: 220 };
const { height } = size;
/** Of the drawing, in pixels: narrower ones are made smaller as a whole. */
const leastWidth = 200;
const [left, right, top, bottom] = [64, 12, 8, 24];

/** Where the axes are marked. */
export const shares = [0, 0.5, 1];
export const ends = (share: number): 'start' | 'middle' | 'end' =>
  share === 0 ? 'start' : share === 1 ? 'end' : 'middle';

/** From values to places in the drawing. */
export function scalesOf(
  { series, mostY: asked }: Pick<ChartContent, 'series' | 'mostY'>,
  width: number = size.width,
) {
  const all = series.flatMap(({ points }) => points);
  const mostX = all.reduce((most, [value]) => Math.max(most, value), 1e-9);
  const mostY = asked ?? all.reduce((most, [, value]) => Math.max(most, value), 1e-9);
  return {
    mostX,
    mostY,
    x: (value: number): number => left + ((width - left - right) * value) / mostX,
    y: (value: number): number => height - bottom - ((height - top - bottom) * value) / mostY,
  };
}

/**
 * All runs over each other, as lines or as dots. What it shows is in its caption, and in a title for each run.
 * Drawn as wide as there is room, so that its words are as large as others.
 */
export function chart(content: ChartContent): HTMLElement {
  const { title, legend } = content;
  const place = element('div', 'chart-place');
  let drawnWidth = 0;
  const draw = (width: number): void => {
    if (width === drawnWidth) return;
    drawnWidth = width;
    place.replaceChildren(drawing(content, width));
  };
  draw(size.width);
  new ResizeObserver(() => {
    if (place.clientWidth > 0) draw(Math.max(leastWidth, place.clientWidth));
  }).observe(place);
  return element(
    'figure',
    'chart-figure',
    element('figcaption', '', visibleText(title)),
    place,
    legendOf(legend),
  );
}

function drawing(content: ChartContent, width: number): SVGElement {
  const { title, series, formatX, formatY, kind } = content;
  const { mostX, mostY, x, y } = scalesOf(content, width);
  return svgElement(
    'svg',
    { viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': title, class: 'chart' },
    ...shares.flatMap((share) => [
      svgElement('line', {
        x1: left,
        x2: width - right,
        y1: y(share * mostY),
        y2: y(share * mostY),
        class: 'grid',
      }),
      svgElement(
        'text',
        { x: left - 6, y: y(share * mostY) + 4, 'text-anchor': 'end' },
        formatY(share * mostY),
      ),
      svgElement(
        'text',
        {
          x: x(share * mostX),
          y: height - 6,
          'text-anchor': ends(share),
        },
        formatX(share * mostX),
      ),
    ]),
    ...series.flatMap((one) => marksOf(one, kind, x, y)),
  );
}

function marksOf(
  { name, level, points }: Series,
  kind: ChartContent['kind'],
  x: (value: number) => number,
  y: (value: number) => number,
): SVGElement[] {
  const said = svgElement('title', {}, visibleText(name));
  if (kind === 'lines') {
    const path = points.map(([atX, atY]) => `${x(atX).toFixed(1)},${y(atY).toFixed(1)}`).join(' ');
    const line = svgElement('polyline', { points: path, class: 'curve-line' }, said);
    line.style.stroke = colourOf(level);
    return [line];
  }
  return points.map(([atX, atY]) => {
    const dot = svgElement('circle', { cx: x(atX), cy: y(atY), r: 4 }, said.cloneNode(true));
    dot.style.fill = colourOf(level);
    return dot;
  });
}

function legendOf(names: readonly string[]): HTMLElement {
  if (names.length < 2) return element('div', '');
  return element(
    'ul',
    'legend',
    ...names.map((name, level) => {
      const mark = element('span', 'mark');
      mark.style.background = colourOf(level);
      return element('li', '', mark, visibleText(name));
    }),
  );
}
