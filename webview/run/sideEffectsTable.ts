import type { SideEffect } from '../../src/core/run/sideEffects.ts';
import { pluralize } from '../../src/core/common/formatNumbers.ts';
import { element, elementWith } from '../common/element.ts';
import { visibleText } from '../common/visibleText.ts';

/**
 * What base and adapter answer to prompts that have nothing to do with the table, side by side; those
 * answered alike are only counted.
 */
export function sideEffectsTable(effects: readonly SideEffect[]): HTMLElement[] {
  if (effects.length === 0) return [];
  const differing = effects.filter(({ verdict }) => verdict !== 'same');
  if (differing.length === 0) return [element('p', 'dim', 'Every one is answered as by the base.')];
  const header = ['', 'Prompt', 'Base', 'With the adapter'].map((title) =>
    elementWith('th', { scope: 'col' }, title),
  );
  const table = element(
    'table',
    'side-effects',
    element('thead', '', element('tr', '', ...header)),
    element('tbody', '', ...differing.map(effectRow)),
  );
  const summary = element(
    'summary',
    '',
    `${pluralize(differing.length, 'prompt')} answered otherwise than by the base`,
  );
  return [element('details', '', summary, element('div', 'table-place', table))];
}

function effectRow({ prompt, base, adapted, verdict, good, kind }: SideEffect): HTMLElement {
  const words = verdict === 'broken' ? '❌ broken' : good === true ? 'as well' : 'changed';
  return element(
    'tr',
    verdict,
    element('td', 'verdict', words),
    elementWith('th', { scope: 'row', title: visibleText(kind) }, visibleText(prompt)),
    element('td', '', visibleText(base)),
    element('td', '', visibleText(adapted === '' ? '(nothing)' : adapted)),
  );
}
