import * as l10n from '@vscode/l10n';
import type { SplitTallies } from '../../src/core/evaluation/evaluation.ts';
import type { FallBack } from '../../src/core/evaluation/scoringContext.ts';
import type { EvaluationSummary } from '../../src/core/pages/evaluationMessages.ts';
import type { Split } from '../../src/core/dataset/question.ts';
import { counted } from '../../src/core/common/counted.ts';
import { formatCount, formatShare } from '../../src/core/common/formatNumbers.ts';
import { element, elementWith } from '../common/element.ts';
import { shareBar } from '../common/shareBar.ts';
import { kindHints, kindTitles, splitTitles, statisticTitle } from '../common/labels.ts';
import { visibleText } from '../common/visibleText.ts';

/** The exact share of each statistic and phrasing as small bars, one column per split. */
export function breakdown(summary: EvaluationSummary, asked: readonly Split[]): HTMLElement {
  const fallBacks = new Map(summary.fallBacks.map((one) => [one.statistic, one]));
  return element(
    'div',
    'breakdown',
    table(
      l10n.t('Statistic'),
      asked,
      summary.statistics.map(({ statistic, totals }) => ({
        name: visibleText(statisticTitle(statistic)),
        totals,
        fallBack: fallBacks.get(statistic),
      })),
    ),
    table(
      l10n.t('Phrasing'),
      asked,
      summary.phrasings.map(({ phrasing, totals }) => ({ name: String(phrasing), totals })),
    ),
    ...(summary.kinds.length === 0 ? [] : [kindTable(summary.kinds)]),
  );
}

/** Kinds of questions that were never trained: each with its own share, none hidden in an average. */
function kindTable(kinds: EvaluationSummary['kinds']): HTMLElement {
  const head = [l10n.t('Kind'), l10n.t('Asked'), l10n.t('Right')].map((title) =>
    elementWith('th', { scope: 'col' }, title),
  );
  const rows = kinds.map(({ kind, questions, exact, interval }) => {
    const name = elementWith('th', { scope: 'row', title: kindHints[kind] }, kindTitles[kind]);
    const bar = shareBar(exact / questions, interval);
    const share = element('span', 'number', formatShare(exact, questions));
    return element(
      'tr',
      '',
      name,
      element('td', 'number', formatCount(questions)),
      element('td', '', bar, share),
    );
  });
  return element(
    'table',
    '',
    element('thead', '', element('tr', '', ...head)),
    element('tbody', '', ...rows),
  );
}

function table(
  title: string,
  asked: readonly Split[],
  rows: readonly {
    readonly name: string;
    readonly totals: SplitTallies;
    readonly fallBack?: FallBack | undefined;
  }[],
): HTMLElement {
  const hasFallBacks = rows.some(({ fallBack }) => fallBack !== undefined);
  const head = element(
    'tr',
    '',
    elementWith('th', { scope: 'col' }, title),
    ...asked.map((split) => elementWith('th', { scope: 'col' }, splitTitles[split])),
    ...(hasFallBacks ? [elementWith('th', { scope: 'col' }, l10n.t('Falls back to'))] : []),
  );
  const body = rows.map(({ name, totals, fallBack }) =>
    element(
      'tr',
      '',
      elementWith('th', { scope: 'row' }, name),
      ...asked.map((split) => shareCell(totals[split])),
      ...(hasFallBacks ? [fallBackCell(fallBack)] : []),
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
  cell.title = l10n.t('{0} of {1} exact', formatCount(exact), formatCount(questions));
  return cell;
}

function fallBackCell(fallBack: FallBack | undefined): HTMLElement {
  if (fallBack === undefined) return element('td', 'dim', '–');
  const text = visibleText(fallBack.output.slice(0, 40));
  return element('td', '', `${text} (${counted(fallBack.facts, 'fact')})`);
}
