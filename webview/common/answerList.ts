import * as l10n from '@vscode/l10n';
import { element, elementWith } from './element.ts';
import { visibleText } from './visibleText.ts';

/** Parts of a drawer. */
export const section = (title: string, ...content: HTMLElement[]): HTMLElement =>
  element('section', '', element('h3', 'dim', title), ...content);

export const list = (items: readonly HTMLElement[]): HTMLElement =>
  element('ul', 'answer-list', ...items);

/** What was said, and to what or by whom. */
export function answerItem(isExact: boolean, output: string, about: string): HTMLElement {
  const mark = elementWith(
    'span',
    { role: 'img', 'aria-label': isExact ? l10n.t('recalled') : l10n.t('not recalled') },
    isExact ? '✅' : '❌',
  );
  const said =
    output === '' ? element('span', 'nothing', l10n.t('(nothing)')) : visibleText(output);
  return element(
    'li',
    '',
    mark,
    element('span', 'said', said),
    element('span', 'dim', visibleText(about)),
  );
}
