import { element, setText } from '../common/element.ts';
import { FrameWork } from '../common/frameWork.ts';
import { visibleText } from '../common/visibleText.ts';
import { levelClass, svgElement } from './svgElement.ts';

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

/** So many marks are written in a frame, and painted apart from the others. */
const atOnce = 100;

/** Where the axes are marked. */
export const shares = [0, 0.5, 1];
export const ends = (share: number): 'start' | 'middle' | 'end' =>
  share === 0 ? 'start' : share === 1 ? 'end' : 'middle';

const greatest = new WeakMap<Series['points'], readonly [x: number, y: number]>();

/** Found once: of hundreds of curves, they are asked for at each choice. */
function greatestOf(points: Series['points']): readonly [x: number, y: number] {
  const known = greatest.get(points);
  if (known) return known;
  let [mostX, mostY] = [0, 0];
  for (const [x, y] of points) {
    mostX = Math.max(mostX, x);
    mostY = Math.max(mostY, y);
  }
  const found = [mostX, mostY] as const;
  greatest.set(points, found);
  return found;
}

/** From values to places in the drawing. */
export function scalesOf(
  { series, mostY: asked }: Pick<ChartContent, 'series' | 'mostY'>,
  width: number = size.width,
) {
  let [mostX, mostY] = [1e-9, asked ?? 1e-9];
  for (const { points } of series) {
    const [x, y] = greatestOf(points);
    mostX = Math.max(mostX, x);
    if (asked === undefined) mostY = Math.max(mostY, y);
  }
  return {
    width,
    mostX,
    mostY,
    x: (value: number): number => left + ((width - left - right) * value) / mostX,
    y: (value: number): number => height - bottom - ((height - top - bottom) * value) / mostY,
  };
}

/**
 * All runs over each other, as lines or as dots. What it shows is in its caption, and in a title for the run
 * under the pointer. Drawn as wide as there is room, so that its words are as large as others. A mark that is
 * there already is kept, and of it only what differs is written: of hundreds of runs, making them anew takes
 * several frames.
 */
export class Chart {
  readonly element: HTMLElement;
  readonly #caption = element('figcaption', '');
  readonly #drawing: SVGElement;
  readonly #place: HTMLElement;
  readonly #axes = svgElement('g', {});
  readonly #marks = svgElement('g', {});
  readonly #legend = element('ul', 'legend');
  readonly #drawn: Mark[] = [];
  readonly #work = new FrameWork();
  /** What title, axes and legend show. */
  #frame = '';
  #width: number = size.width;
  #content: ChartContent | undefined;

  constructor() {
    this.#drawing = svgElement('svg', { role: 'img', class: 'chart' }, this.#axes, this.#marks);
    this.#place = element('div', 'chart-place');
    this.#place.append(this.#drawing);
    this.#marks.addEventListener('pointerover', ({ target }) => {
      this.#nameMark(target);
    });
    new ResizeObserver(() => {
      this.#fit();
    }).observe(this.#place);
    this.element = element('figure', 'chart-figure', this.#caption, this.#place, this.#legend);
  }

  #fit(): void {
    const { clientWidth } = this.#place;
    const width = Math.max(leastWidth, clientWidth);
    if (clientWidth === 0 || width === this.#width) return;
    this.#width = width;
    if (this.#content) this.draw(this.#content);
  }

  draw(content: ChartContent): void {
    this.#content = content;
    const title = visibleText(content.title);
    setText(this.#caption, title);
    const scales = scalesOf(content, this.#width);
    const frame = JSON.stringify([
      content.title,
      this.#width,
      content.legend,
      ...wordsOf(content, scales),
    ]);
    if (frame !== this.#frame) {
      this.#frame = frame;
      this.#drawing.setAttribute('aria-label', content.title);
      this.#drawing.setAttribute('viewBox', `0 0 ${this.#width} ${height}`);
      this.#axes.replaceChildren(...axesOf(content, scales));
      this.#legend.replaceChildren(...legendOf(content.legend));
      this.#legend.hidden = content.legend.length < 2;
    }
    this.#work.start(this.#drawMarks(content, scales));
  }

  /** Adds the tooltip once the pointer is there: each change would restyle hundreds that are never seen. */
  #nameMark(pointed: EventTarget | null): void {
    const mark = this.#drawn.find(({ shape }) => shape === pointed);
    mark?.shape.replaceChildren(svgElement('title', {}, visibleText(mark.name)));
  }

  #groupOf(at: number): Element {
    const { children } = this.#marks;
    const group = Math.floor(at / atOnce);
    while (children.length <= group) this.#marks.append(svgElement('g', { class: 'marks' }));
    return children[group] ?? this.#marks;
  }

  /** A group at a time: restyling and painting hundreds takes longer than a frame. */
  *#drawMarks({ series, kind }: ChartContent, scales: Scales): Generator<void> {
    const wanted = marksOf(series, kind);
    for (const { shape } of this.#drawn.splice(wanted.length)) shape.remove();
    const places = [scales.width, scales.mostX, scales.mostY].join();
    let hasWritten = false;
    for (const [at, mark] of wanted.entries()) {
      if (hasWritten && at % atOnce === 0) {
        yield;
        hasWritten = false;
      }
      const old = this.#drawn[at];
      if (old && isSame(old, mark) && old.places === places) continue;
      hasWritten = true;
      const shape = old?.shape ?? svgElement(kind === 'lines' ? 'polyline' : 'circle', {});
      if (old === undefined) this.#groupOf(at).append(shape);
      else if (old.name !== mark.name) shape.replaceChildren();
      if (old?.level !== mark.level) shape.setAttribute('class', classOf(kind, mark.level));
      if (old?.places !== places || !arePoints(old.points, mark.points))
        place(shape, mark.points, kind, scales);
      this.#drawn[at] = { ...mark, places, shape };
    }
  }
}

type Scales = ReturnType<typeof scalesOf>;

/** A line of a run, or its dot. */
interface Mark extends Series {
  readonly shape: SVGElement;
  /** The scales by which it was drawn. */
  readonly places: string;
}

const isSame = (one: Series, other: Series): boolean =>
  one.level === other.level && one.name === other.name && arePoints(one.points, other.points);

/** A run that has ended has the same curve, and a dot is a single point. */
const arePoints = (one: Series['points'], other: Series['points']): boolean =>
  one === other ||
  (one.length === 1 &&
    other.length === 1 &&
    one[0]?.[0] === other[0]?.[0] &&
    one[0]?.[1] === other[0]?.[1]);

const marksOf = (series: readonly Series[], kind: ChartContent['kind']): readonly Series[] =>
  kind === 'lines'
    ? series
    : series.flatMap((one) => one.points.map((point) => ({ ...one, points: [point] })));

const classOf = (kind: ChartContent['kind'], level: number): string =>
  `${kind === 'lines' ? 'curve-line' : 'dot'} ${levelClass(level)}`;

function place(
  shape: SVGElement,
  points: Series['points'],
  kind: ChartContent['kind'],
  { x, y }: Scales,
): void {
  if (kind === 'lines') {
    const path = points.map(([atX, atY]) => `${x(atX).toFixed(1)},${y(atY).toFixed(1)}`).join(' ');
    shape.setAttribute('points', path);
    return;
  }
  const [[atX, atY] = [0, 0]] = points;
  for (const [name, value] of Object.entries({ cx: x(atX), cy: y(atY), r: 4 }))
    shape.setAttribute(name, String(value));
}

/** Beside the axes, at each share. */
const wordsOf = ({ formatX, formatY }: ChartContent, { mostX, mostY }: Scales): string[] =>
  shares.flatMap((share) => [formatX(share * mostX), formatY(share * mostY)]);

const axesOf = ({ formatX, formatY }: ChartContent, { width, mostX, mostY, x, y }: Scales) =>
  shares.flatMap((share) => {
    const [atX, atY] = [x(share * mostX), y(share * mostY)];
    return [
      svgElement('line', { x1: left, x2: width - right, y1: atY, y2: atY, class: 'grid' }),
      svgElement('text', { x: left - 6, y: atY + 4, 'text-anchor': 'end' }, formatY(share * mostY)),
      svgElement(
        'text',
        { x: atX, y: height - 6, 'text-anchor': ends(share) },
        formatX(share * mostX),
      ),
    ];
  });

const legendOf = (names: readonly string[]): HTMLElement[] =>
  names.map((name, level) =>
    element('li', '', element('span', `mark ${levelClass(level)}`), visibleText(name)),
  );
