import * as l10n from '@vscode/l10n';
/** A drawing for a paper: black on white, whatever the theme. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly shapes: readonly Shape[];
}

type At = readonly [x: number, y: number];

export type Shape =
  | { readonly rect: readonly [...At, width: number, height: number]; readonly fill: string }
  | { readonly line: readonly At[]; readonly stroke: string; readonly thick?: number }
  | { readonly dot: At; readonly radius: number; readonly fill: string; readonly name?: string }
  | Words;

export interface Words {
  readonly text: string;
  readonly at: At;
  readonly align?: 'start' | 'middle' | 'end';
  readonly size?: number;
  readonly isBold?: boolean;
  readonly fill?: string;
}

const usualSize = 12;
/** Dots to each unit of a picture, so that it is sharp in print. */
const scale = 2;

/** Drawings below each other. */
export function stacked(drawings: readonly Drawing[]): Drawing {
  const shapes: Shape[] = [];
  let height = 0;
  for (const one of drawings) {
    shapes.push(...one.shapes.map((shape) => lowered(shape, height)));
    height += one.height;
  }
  return { width: Math.max(0, ...drawings.map(({ width }) => width)), height, shapes };
}

function lowered(shape: Shape, by: number): Shape {
  if ('rect' in shape) {
    const [x, y, width, height] = shape.rect;
    return { ...shape, rect: [x, y + by, width, height] };
  }
  const moved = ([x, y]: At): At => [x, y + by];
  if ('line' in shape) return { ...shape, line: shape.line.map(moved) };
  return 'dot' in shape ? { ...shape, dot: moved(shape.dot) } : { ...shape, at: moved(shape.at) };
}

export function svgOf({ width, height, shapes }: Drawing): string {
  const parts = [`<rect width="${width}" height="${height}" fill="#fff"/>`, ...shapes.map(svgPart)];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="${usualSize}">${parts.join('')}</svg>\n`;
}

function svgPart(shape: Shape): string {
  if ('rect' in shape) {
    const [x, y, width, height] = shape.rect;
    return `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="${shape.fill}"/>`;
  }
  if ('line' in shape) {
    const points = shape.line.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ');
    return `<polyline points="${points}" fill="none" stroke="${shape.stroke}" stroke-width="${shape.thick ?? 1}"/>`;
  }
  if ('dot' in shape) {
    const [x, y] = shape.dot;
    const name = shape.name === undefined ? '' : `<title>${escaped(shape.name)}</title>`;
    return `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="${shape.radius}" fill="${shape.fill}">${name}</circle>`;
  }
  const { at, text, align = 'start', size = usualSize, isBold, fill = '#000' } = shape;
  return `<text x="${at[0]}" y="${at[1]}" text-anchor="${align}" font-size="${size}" fill="${fill}"${isBold ? ' font-weight="600"' : ''}>${escaped(text)}</text>`;
}

const escaped = (content: string): string =>
  content
    // eslint-disable-next-line no-control-regex
    .replace(/[\0-\x08\x0b\x0c\x0e-\x1f]/g, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');

/** A picture, in base64. Painted shape by shape: the page's policy lets no image be loaded, not even its own. */
export function pngOf({ width, height, shapes }: Drawing): string {
  const canvas = document.createElement('canvas');
  canvas.width = Math.ceil(width * scale);
  canvas.height = Math.ceil(height * scale);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error(l10n.t('This window draws no pictures.'));
  context.scale(scale, scale);
  for (const shape of [{ rect: [0, 0, width, height], fill: '#fff' } as const, ...shapes])
    paint(context, shape);
  return canvas.toDataURL('image/png').replace(/^[^,]*,/, '');
}

function paint(context: CanvasRenderingContext2D, shape: Shape): void {
  context.fillStyle = ('fill' in shape ? shape.fill : undefined) ?? '#000';
  if ('rect' in shape) {
    context.fillRect(...shape.rect);
  } else if ('line' in shape) {
    context.strokeStyle = shape.stroke;
    context.lineWidth = shape.thick ?? 1;
    context.beginPath();
    for (const [x, y] of shape.line) context.lineTo(x, y);
    context.stroke();
  } else if ('dot' in shape) {
    context.beginPath();
    context.arc(...shape.dot, shape.radius, 0, 2 * Math.PI);
    context.fill();
  } else {
    const { text, at, align = 'start', size = usualSize, isBold } = shape;
    context.font = `${isBold ? '600 ' : ''}${size}px sans-serif`;
    context.textAlign = align === 'middle' ? 'center' : align;
    context.fillText(text, ...at);
  }
}
