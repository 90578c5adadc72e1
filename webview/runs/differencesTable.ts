import { differencesOf, type ChosenRun } from '../../src/core/pages/runDifferences.ts';
import { element } from '../common/element.ts';
import { captionedTable, columnHead, rowHead } from '../common/table.ts';
import { visibleText } from '../common/visibleText.ts';
import { strokeOf, strokes } from './recallCurves.ts';

/** What the chosen runs have not in common, a column each. */
export function differencesTable(runs: readonly ChosenRun[]): HTMLElement {
  const differences = differencesOf(runs);
  if (differences.length === 0)
    return element('p', 'dim', 'They were made alike: of the same base, dataset and recipe.');
  return captionedTable({
    name: 'differences',
    caption: 'What differs',
    head: [
      element('td', ''),
      ...runs.map(({ name }, at) => columnHead(...swatchOf(at), visibleText(name))),
    ],
    rows: differences.map(({ name, values }) =>
      element(
        'tr',
        '',
        rowHead(name),
        ...values.map((value) => element('td', '', visibleText(value ?? '–'))),
      ),
    ),
  });
}

/** A piece of the run's curve; nothing of one that is not chosen. */
export function swatchOf(at: number): Element[] {
  const stroke = strokes[at];
  if (stroke === undefined) return [];
  const namespace = 'http://www.w3.org/2000/svg';
  const swatch = document.createElementNS(namespace, 'svg');
  swatch.setAttribute('class', 'swatch');
  swatch.setAttribute('aria-hidden', 'true');
  const line = document.createElementNS(namespace, 'line');
  for (const [name, value] of Object.entries({ x1: 0, y1: 5, x2: 28, y2: 5 }))
    line.setAttribute(name, String(value));
  line.style.stroke = strokeOf(`var(--vscode-${stroke.colour})`, 'var(--vscode-foreground)');
  line.style.strokeDasharray = stroke.dash.join(' ');
  swatch.append(line);
  return [swatch];
}
