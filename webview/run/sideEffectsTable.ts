import * as l10n from '@vscode/l10n';
import type { SideEffect } from '../../src/core/run/sideEffects.ts';
import { counted } from '../../src/core/common/counted.ts';
import { element, elementWith } from '../common/element.ts';
import { visibleText } from '../common/visibleText.ts';

/**
 * What base and adapter answer to prompts that have nothing to do with the table, side by side; those
 * answered alike are only counted.
 */
export function sideEffectsTable(effects: readonly SideEffect[]): HTMLElement[] {
  if (effects.length === 0) return [];
  const differing = effects.filter(({ verdict }) => verdict !== 'same');
  if (differing.length === 0)
    return [element('p', 'dim', l10n.t('Every one is answered as by the base.'))];
  const header = ['', l10n.t('Prompt'), l10n.t('Base'), l10n.t('With the adapter')].map((title) =>
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
    l10n.t('{0} answered otherwise than by the base', counted(differing.length, 'prompt')),
  );
  return [element('details', '', summary, element('div', 'table-place', table))];
}

function effectRow({ prompt, base, adapted, verdict, good, kind }: SideEffect): HTMLElement {
  const words =
    verdict === 'broken'
      ? l10n.t('❌ broken')
      : good === true
        ? l10n.t('as well')
        : l10n.t('changed');
  return element(
    'tr',
    verdict,
    element('td', 'verdict', words),
    elementWith('th', { scope: 'row', title: visibleText(kind) }, visibleText(prompt)),
    element('td', '', visibleText(base)),
    element('td', '', visibleText(adapted === '' ? l10n.t('(nothing)') : adapted)),
  );
}
