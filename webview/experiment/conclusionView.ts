import type {
  ConcludedEffect,
  ExperimentConclusion,
} from '../../src/core/pages/experimentMessages.ts';
import { element, elementWith } from '../common/element.ts';
import { visibleText } from '../common/visibleText.ts';

/** What each change does to one metric, and what two do together. */
export function conclusionView({
  effects,
  interactions,
  method,
}: ExperimentConclusion): HTMLElement {
  if (effects.length === 0) {
    return element('p', 'dim', 'Nothing yet: it takes two runs that differ in one thing.');
  }
  return element(
    'div',
    '',
    effectTable('What each change does, on average', effects),
    ...(interactions.length === 0
      ? []
      : [effectTable('What two changes do beyond that', interactions)]),
    element('p', 'dim', method),
  );
}

const effectTable = (caption: string, effects: readonly ConcludedEffect[]): HTMLElement =>
  element(
    'table',
    'effects',
    element('caption', '', caption),
    element(
      'thead',
      '',
      element(
        'tr',
        '',
        ...['Change', 'Difference', '95 % interval', 'Runs'].map((title) =>
          elementWith('th', { scope: 'col' }, title),
        ),
      ),
    ),
    element(
      'tbody',
      '',
      ...effects.map(({ change, difference, interval, isClear, runs, planned }) =>
        element(
          'tr',
          isClear ? 'clear' : '',
          elementWith('th', { scope: 'row' }, visibleText(change)),
          element('td', 'number', difference),
          element('td', 'number', interval === '' ? '–' : interval),
          element('td', 'number', runs === planned ? String(runs) : `${runs} of ${planned}`),
        ),
      ),
    ),
  );
