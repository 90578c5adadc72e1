import * as l10n from '@vscode/l10n';
import type { RunLine } from '../../src/core/pages/runMessages.ts';
import { element, elementWith } from '../common/element.ts';
import { visibleText } from '../common/visibleText.ts';
import { runColumns } from './runColumns.ts';

/** What tells a run's box from its button, where rows are drawn anew and one had the focus. */
export const boxOf = (id: string): string => `box ${id}`;

/** Roles are said, for it is not displayed as a table's. Copied for each run: making all its cells takes longer. */
const blank = elementWith(
  'tr',
  { role: 'row' },
  elementWith('td', { class: 'choice', role: 'cell' }, elementWith('input', { type: 'checkbox' })),
  elementWith(
    'th',
    { scope: 'row', role: 'rowheader' },
    elementWith('button', { type: 'button', class: 'link' }),
  ),
  ...runColumns
    .slice(1)
    .map(({ isNumber }) => elementWith('td', { class: isNumber ? 'number' : '', role: 'cell' })),
);

/** A run's row, with a box to tick it and a button to open it. */
export function rowOf(run: RunLine): HTMLElement {
  const row = blank.cloneNode(true) as HTMLElement;
  row.dataset.run = run.runFolder;
  const [choice, head, ...cells] = row.children;
  const box = choice?.firstElementChild;
  box?.setAttribute('aria-label', l10n.t('Choose {0}', run.name));
  box?.setAttribute('data-key', boxOf(run.id));
  const open = head?.firstElementChild;
  open?.setAttribute('data-key', run.id);
  open?.append(visibleText(run.name));
  cells.forEach((cell, at) => {
    const text = runColumns[at + 1]?.show(run);
    if (text !== undefined) cell.append(visibleText(text));
  });
  return row;
}

/**
 * A row that is never seen, of the longest text in each column: the columns keep their widths, whichever rows are
 * in the document.
 */
export function widestRow(runs: readonly RunLine[]): HTMLElement {
  const widest = runColumns.map(({ show, isNumber }, at) => {
    const text = runs.reduce((longest, run) => {
      const shown = show(run);
      return shown.length > longest.length ? shown : longest;
    }, '');
    return element(at === 0 ? 'th' : 'td', isNumber ? 'number' : '', visibleText(text));
  });
  return elementWith(
    'tr',
    { class: 'widest', 'aria-hidden': 'true' },
    element('td', 'choice'),
    ...widest,
  );
}
