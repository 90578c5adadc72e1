import { spoken } from '../../src/core/common/sentence.ts';
import * as l10n from '@vscode/l10n';
import type {
  ConcludedEffect,
  ExperimentConclusion,
} from '../../src/core/pages/experimentMessages.ts';
import { element } from '../common/element.ts';
import { captionedTable, columnHead, rowHead } from '../common/table.ts';
import { visibleText } from '../common/visibleText.ts';

/** What each change does to one metric, and what two do together. */
export function conclusionView({
  effects,
  interactions,
  method,
}: ExperimentConclusion): HTMLElement {
  if (effects.length === 0) {
    return element('p', 'dim', l10n.t('Nothing yet: it takes two runs that differ in one thing.'));
  }
  return element(
    'div',
    '',
    effectTable(l10n.t('What each change does, on average'), effects),
    ...(interactions.length === 0
      ? []
      : [effectTable(l10n.t('What two changes do beyond that'), interactions)]),
    element('p', 'dim', spoken(method)),
  );
}

const effectTable = (caption: string, effects: readonly ConcludedEffect[]): HTMLElement =>
  captionedTable({
    name: 'effects',
    caption,
    head: [l10n.t('Change'), l10n.t('Difference'), l10n.t('95 % interval'), l10n.t('Runs')].map(
      (title) => columnHead(title),
    ),
    rows: effects.map(({ change, difference, interval, isClear, runs, planned }) =>
      element(
        'tr',
        isClear ? 'clear' : '',
        rowHead(visibleText(spoken(change))),
        element('td', 'number', spoken(difference)),
        element('td', 'number', interval === '' ? '–' : interval),
        element(
          'td',
          'number',
          runs === planned ? String(runs) : l10n.t('{0} of {1}', runs, planned),
        ),
      ),
    ),
  });
