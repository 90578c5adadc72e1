import { spoken } from '../../src/core/common/sentence.ts';
import * as l10n from '@vscode/l10n';
import { changeNames, changes, type Change } from '../../src/core/evaluation/comparison.ts';
import type { EvaluationSummary, RowsAnswer } from '../../src/core/pages/evaluationMessages.ts';
import { emptyQuery, type Query } from '../../src/core/evaluation/query.ts';
import { splits, type Split } from '../../src/core/dataset/question.ts';
import { reasons, verdicts, type Reason, type Verdict } from '../../src/core/evaluation/verdict.ts';
import { reasonNames, verdictNames } from '../../src/core/evaluation/verdictNames.ts';
import { formatCount } from '../../src/core/common/formatNumbers.ts';
import { createButton, createCheckbox, createDropdown, type Choice } from '../common/controls.ts';
import { element } from '../common/element.ts';
import { FilterLine } from '../grid/filterLine.ts';
import { changeSigns, splitTitles, statisticTitle } from '../common/labels.ts';
import { visibleText } from '../common/visibleText.ts';

type RowCounts = Pick<RowsAnswer, 'verdicts' | 'changes'>;

export interface FilterEvents {
  readonly onQuery: (query: Query) => void;
}

/**
 * The controls that filter the rows, in one line in which nothing moves: the search comes first, and what
 * changes its text has a width of its own. Owns the query and reports every change.
 */
export class FilterBar {
  readonly line: FilterLine<Query['marks']>;
  readonly #events: FilterEvents;
  #query: Query = emptyQuery;
  readonly #expression = createCheckbox(l10n.t('Regex'), (regularExpression) => {
    this.#change({ search: { text: this.line.search.value(), regularExpression } });
  });
  readonly #verdict = createDropdown(l10n.t('Verdict'), (value) => {
    this.#change({ marks: 'all', verdicts: value === '' ? [] : [value as Verdict] });
  });
  readonly #statistic = createDropdown(l10n.t('Statistic'), (value) => {
    this.#change({ statistics: value === '' ? [] : [value] });
  });
  readonly #split = createDropdown(l10n.t('Split'), (value) => {
    this.#change({ splits: value === '' ? [] : [value as Split] });
  });
  readonly #reason = createDropdown(l10n.t('Reason'), (value) => {
    this.#change({ reasons: value === '' ? [] : [value as Reason] });
  });
  readonly #changes = createDropdown(l10n.t('Change'), (value) => {
    this.#change({ changes: value === '' ? [] : [value as Change] });
  });
  readonly #more = createMore();
  readonly #fact = createButton('', () => {
    const { fact, ...query } = this.#query;
    if (fact !== undefined) this.#tell(query);
  });

  constructor(events: FilterEvents) {
    this.#events = events;
    this.#fact.element.hidden = true;
    this.#changes.element.hidden = true;
    this.#expression.element.title = l10n.t('The search is a regular expression');
    this.#more.list.append(
      this.#expression.element,
      this.#verdict.element,
      this.#changes.element,
      this.#statistic.element,
      this.#split.element,
      this.#reason.element,
    );
    this.line = new FilterLine({
      searchLabel: l10n.t('Search question, output and golden'),
      allOf: (count) => l10n.t('All {0} questions', count),
      group: l10n.t('Recall'),
      marks: ['all', 'failures', 'passes'],
      labels: {
        all: [l10n.t('All'), l10n.t('All')],
        failures: ['❌', l10n.t('Not recalled')],
        passes: ['✅', l10n.t('Recalled')],
      },
      onSearch: (text) => {
        this.#change({ search: { ...this.#query.search, text } });
      },
      onMark: (marks) => {
        this.#change({ marks });
      },
      further: [this.#more.element, this.#fact.element],
    });
  }

  setSummary(summary: EvaluationSummary): void {
    const statistics = summary.statistics.map(({ statistic }) => statistic);
    const asked = splits.filter((split) => summary.totals[split].questions > 0);
    const found = reasons.filter((reason) => summary.reasons[reason] > 0);
    const { query } = this;
    this.#changes.element.hidden = summary.compared === undefined;
    this.line.setLargest(summary.questions);
    this.#statistic.setChoices(
      choices(l10n.t('All statistics'), statistics, (id) => visibleText(statisticTitle(id))),
      query.statistics[0] ?? '',
    );
    this.#split.setChoices(
      choices(l10n.t('All splits'), asked, (split) => splitTitles[split as Split]),
      query.splits[0] ?? '',
    );
    this.#reason.setChoices(
      choices(l10n.t('All reasons'), found, (reason) => spoken(reasonNames[reason as Reason])),
      query.reasons[0] ?? '',
    );
    this.#split.element.hidden = asked.length < 2;
    this.#reason.element.hidden = found.length === 0 && query.reasons.length === 0;
  }

  get query(): Query {
    return this.#query;
  }

  /** Shows a query in the controls without reporting it. */
  setQuery(query: Query): void {
    this.#query = query;
    this.line.search.setValue(query.search.text);
    this.#expression.setChecked(query.search.regularExpression);
    // With a verdict chosen, the selection is not "all".
    const isAll = query.verdicts.length === 0;
    this.line.setPressed((mark) => query.marks === mark && (isAll || mark !== 'all'));
    this.#fact.element.hidden = query.fact === undefined;
    const fact = visibleText(query.fact ?? '');
    this.#fact.setLabel(`✕ ${fact}`, l10n.t('Only {0}: show all facts again', fact));
    const chosen = [query.verdicts, query.changes, query.statistics, query.splits, query.reasons];
    this.#more.setCount(chosen.filter((values) => values.length > 0).length);
  }

  /** Row counts by verdict and by change, given the other filters. */
  setCounts({ verdicts: counts, changes: changeCounts }: RowCounts): void {
    const { query } = this;
    const all = verdicts.reduce((sum, verdict) => sum + counts[verdict], 0);
    this.line.setCounts({ all, passes: counts.exact, failures: all - counts.exact });
    const told = verdicts.filter(
      (verdict) => counts[verdict] > 0 || query.verdicts.includes(verdict),
    );
    this.#verdict.setChoices(
      choices(l10n.t('All verdicts'), told, (verdict) => {
        return `${spoken(verdictNames[verdict as Verdict])} ${formatCount(counts[verdict as Verdict])}`;
      }),
      query.verdicts[0] ?? '',
    );
    this.#changes.setChoices(
      choices(l10n.t('All changes'), changes, (value) => {
        const change = value as Change;
        return `${changeSigns[change]} ${changeNames[change]} ${formatCount(changeCounts[change])}`;
      }),
      query.changes[0] ?? '',
    );
  }

  #change(part: Partial<Query>): void {
    // A mark and verdicts that exclude each other would show nothing: the newer choice wins.
    const verdictsKept = part.marks === undefined ? {} : { verdicts: [] };
    this.#tell({ ...this.#query, ...verdictsKept, ...part });
  }

  #tell(query: Query): void {
    this.setQuery(query);
    this.#events.onQuery(query);
  }
}

/** The finer filters: in the line where it is wide enough, else behind a button. */
function createMore(): {
  readonly element: HTMLElement;
  readonly list: HTMLElement;
  setCount(chosen: number): void;
} {
  const list = element('div', 'more-list');
  const button = createButton(l10n.t('Filter'), () => {
    list.classList.toggle('open');
    button.setExpanded(list.classList.contains('open'));
  });
  button.element.classList.add('more-button');
  const made = element('div', 'more', button.element, list);
  const close = (): void => {
    list.classList.remove('open');
    button.setExpanded(false);
  };
  made.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !list.classList.contains('open')) return;
    close();
    button.element.focus();
  });
  document.addEventListener('pointerdown', ({ target }) => {
    if (target instanceof Node && !made.contains(target)) close();
  });
  return {
    element: made,
    list,
    setCount: (chosen) => {
      button.setLabel(chosen === 0 ? l10n.t('Filter') : l10n.t('Filter {0}', chosen));
    },
  };
}

const choices = (
  all: string,
  values: readonly string[],
  labelOf: (value: string) => string,
): Choice[] => [
  { value: '', label: all },
  ...values.map((value) => ({ value, label: labelOf(value) })),
];
