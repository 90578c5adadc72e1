import type { SplitTallies } from '../src/core/evaluation.ts';
import type { EvaluationSummary } from '../src/core/messages.ts';
import type { Split } from '../src/core/question.ts';
import { formatCount, formatShare } from '../src/core/share.ts';
import { element, elementWith } from './element.ts';
import { shareBar } from './shareBar.ts';
import { splitTitles, statisticTitle } from './texts.ts';
import { visibleText } from './visibleText.ts';

/** The exact share of each statistic and each phrasing, one column a split, as small bars. */
export function breakdown(summary: EvaluationSummary, asked: readonly Split[]): HTMLElement {
  return element(
    'div',
    'breakdown',
    table(
      'Statistic',
      asked,
      summary.statistics.map(({ statistic, totals }) => ({
        name: visibleText(statisticTitle(statistic)),
        totals,
      })),
    ),
    table(
      'Phrasing',
      asked,
      summary.phrasings.map(({ phrasing, totals }) => ({ name: String(phrasing), totals })),
    ),
  );
}

function table(
  title: string,
  asked: readonly Split[],
  rows: readonly { readonly name: string; readonly totals: SplitTallies }[],
): HTMLElement {
  const head = element(
    'tr',
    '',
    elementWith('th', { scope: 'col' }, title),
    ...asked.map((split) => elementWith('th', { scope: 'col' }, splitTitles[split])),
  );
  const body = rows.map(({ name, totals }) =>
    element(
      'tr',
      '',
      elementWith('th', { scope: 'row' }, name),
      ...asked.map((split) => shareCell(totals[split])),
    ),
  );
  return element('table', '', element('thead', '', head), element('tbody', '', ...body));
}

function shareCell({ questions, exact }: SplitTallies[Split]): HTMLElement {
  if (questions === 0) return element('td', 'dim', '–');
  const cell = element(
    'td',
    '',
    shareBar(exact / questions),
    element('span', 'number', formatShare(exact, questions)),
  );
  cell.title = `${formatCount(exact)} of ${formatCount(questions)} exact`;
  return cell;
}
