import * as l10n from '@vscode/l10n';
import { differencesOf, type ChosenRun } from '../../src/core/pages/runDifferences.ts';
import { element } from '../common/element.ts';
import { captionedTable, columnHead, rowHead } from '../common/table.ts';
import { visibleText } from '../common/visibleText.ts';
import { strokeOf, strokes } from './recallCurves.ts';

/** Of what is no hyperparameter. */
const names: Readonly<Record<string, string>> = {
  base: l10n.t('base'),
  dataset: l10n.t('dataset'),
  'trained questions': l10n.t('trained questions'),
  'unseen phrasings': l10n.t('unseen phrasings'),
  'unseen facts': l10n.t('unseen facts'),
  preset: l10n.t('preset'),
};

/** What the chosen runs have not in common, a column each. */
export function differencesTable(runs: readonly ChosenRun[]): HTMLElement {
  const differences = differencesOf(runs);
  if (differences.length === 0)
    return element(
      'p',
      'dim',
      l10n.t('They were made alike: of the same base, dataset and recipe.'),
    );
  return captionedTable({
    name: 'differences',
    caption: l10n.t('What differs'),
    head: [
      element('td', ''),
      ...runs.map(({ name }, at) => columnHead(...swatchOf(at), visibleText(name))),
    ],
    rows: differences.map(({ name, values }) =>
      element(
        'tr',
        '',
        rowHead(names[name] ?? name),
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
