import { spoken } from '../../src/core/common/sentence.ts';
import * as l10n from '@vscode/l10n';
import type { GridRow } from '../../src/core/pages/evaluationMessages.ts';
import type { SortColumn } from '../../src/core/evaluation/query.ts';
import { changeNames } from '../../src/core/evaluation/comparison.ts';
import { reasonNames, verdictNames } from '../../src/core/evaluation/verdictNames.ts';
import { differenceOf, marked } from '../common/difference.ts';
import { element } from '../common/element.ts';
import {
  changeHints,
  changeSigns,
  reasonHints,
  splitHints,
  splitWords,
  statisticTitle,
  verdictHints,
} from '../common/labels.ts';
import { visibleText } from '../common/visibleText.ts';

/** Fills a cell of the grid with text nodes only: outputs and tables are untrusted. */
export function fillCell(cell: HTMLElement, column: SortColumn, row: GridRow): void {
  cell.removeAttribute('aria-label');
  cell.title = '';
  switch (column) {
    case 'recall':
      fillMark(cell, row.verdict === 'exact', [l10n.t('recalled'), l10n.t('not recalled')]);
      return;
    case 'format':
      if (row.format) fillText(cell, '');
      else fillMark(cell, false, [l10n.t('right form'), l10n.t('wrong form')]);
      return;
    case 'output':
      fillOutput(cell, row);
      return;
    case 'golden':
      fillGolden(cell, row);
      return;
    case 'before':
      fillSaid(cell, row.before);
      return;
    case 'change':
      fillChange(cell, row.change);
      return;
    case 'verdict':
      fillText(cell, spoken(verdictNames[row.verdict]), verdictHints[row.verdict]);
      return;
    case 'reason':
      if (row.reason === undefined) fillText(cell, '');
      else fillText(cell, spoken(reasonNames[row.reason]), reasonHints[row.reason]);
      return;
    case 'split':
      fillText(cell, splitWords[row.split], splitHints[row.split]);
      return;
    case 'statistic':
      fillText(cell, visibleText(statisticTitle(row.statistic)));
      return;
    case 'phrasing':
      fillText(cell, String(row.phrasing));
      return;
    case 'logprob':
      fillText(cell, row.logprob === null ? '−∞' : formatLogprob(row.logprob));
      return;
    case 'question':
    case 'entity':
      fillText(cell, visibleText(row[column]), visibleText(row[column]));
  }
}

function fillText(cell: HTMLElement, text: string, title = ''): void {
  cell.textContent = text;
  cell.title = title;
}

/** A symbol to look at and words for screen readers: never colour or emoji alone. */
function fillMark(cell: HTMLElement, is: boolean, [yes, no]: readonly [string, string]): void {
  cell.textContent = is ? '✅' : '❌';
  cell.setAttribute('aria-label', is ? yes : no);
  cell.title = is ? yes : no;
}

function fillChange(cell: HTMLElement, change: GridRow['change']): void {
  cell.replaceChildren();
  if (change === undefined) return;
  const sign = element('span', `sign ${change.replace(' ', '-')}`, changeSigns[change]);
  sign.setAttribute('aria-hidden', 'true');
  cell.append(sign, ` ${changeNames[change]}`);
  cell.title = changeHints[change];
}

/** An answer, or that there was none. */
function fillSaid(cell: HTMLElement, said = ''): void {
  if (said !== '') fillText(cell, visibleText(said), visibleText(said));
  else cell.replaceChildren(element('span', 'nothing', l10n.t('(nothing)')));
}

function fillOutput(cell: HTMLElement, row: GridRow): void {
  if (row.output === '') {
    fillSaid(cell);
    return;
  }
  const text = visibleText(row.output);
  cell.title = text;
  const more =
    row.outputLength === undefined
      ? []
      : [element('span', 'nothing', l10n.t('… {0} characters in total', row.outputLength))];
  cell.replaceChildren(...marked(differenceOf(row).output), ...more);
}

function fillGolden(cell: HTMLElement, row: GridRow): void {
  cell.title = visibleText(row.golden);
  cell.replaceChildren(...marked(differenceOf(row).golden));
}

/** Two decimals and a true minus sign; values near zero read 0.00. */
function formatLogprob(logprob: number): string {
  const text = Math.abs(logprob).toFixed(2);
  return logprob < -0.005 ? `−${text}` : text;
}
