import { debounce } from '../../src/core/common/debounce.ts';
import { changes, type Change } from '../../src/core/evaluation/comparison.ts';
import type { EvaluationSummary, RowsAnswer } from '../../src/core/pages/evaluationMessages.ts';
import { emptyQuery, type Query } from '../../src/core/evaluation/query.ts';
import { splits, type Split } from '../../src/core/dataset/question.ts';
import { reasons, verdicts, type Reason, type Verdict } from '../../src/core/evaluation/verdict.ts';
import { reasonNames, verdictNames } from '../../src/core/evaluation/verdictNames.ts';
import { formatCount } from '../../src/core/common/formatNumbers.ts';
import {
  createButton,
  createCheckbox,
  createDropdown,
  createTextField,
  type ButtonControl,
  type Choice,
} from '../common/controls.ts';
import { element, elementWith } from '../common/element.ts';
import { changeSigns, splitTitles, statisticTitle } from '../common/labels.ts';
import { visibleText } from '../common/visibleText.ts';

type RowCounts = Pick<RowsAnswer, 'verdicts' | 'changes'>;
type Marks = Query['marks'];

export interface FilterEvents {
  readonly onQuery: (query: Query) => void;
}

/** Milliseconds without a keystroke after which a search starts. */
const typingPause = 150;
const markLabels: Readonly<Record<Marks, readonly [sign: string, spoken: string]>> = {
  all: ['All', 'All'],
  failures: ['❌', 'Not recalled'],
  passes: ['✅', 'Recalled'],
};
const marks = ['all', 'failures', 'passes'] as const;

/**
 * The controls that filter the rows, in one line in which nothing moves: the search comes first, and what
 * changes its text has a width of its own. Owns the query and reports every change.
 */
export class FilterBar {
  readonly element: HTMLElement;
  readonly #events: FilterEvents;
  #query: Query = emptyQuery;
  readonly #marks: Readonly<Record<Marks, ButtonControl>>;
  readonly #search = createTextField(
    'Search question, output and golden',
    'Search',
    debounce(typingPause, () => {
      this.#searchNow();
    }),
  );
  readonly #expression = createCheckbox('Regex', (regularExpression) => {
    this.#change({ search: { text: this.#search.value(), regularExpression } });
  });
  readonly #verdict = createDropdown('Verdict', (value) => {
    this.#change({ marks: 'all', verdicts: value === '' ? [] : [value as Verdict] });
  });
  readonly #statistic = createDropdown('Statistic', (value) => {
    this.#change({ statistics: value === '' ? [] : [value] });
  });
  readonly #split = createDropdown('Split', (value) => {
    this.#change({ splits: value === '' ? [] : [value as Split] });
  });
  readonly #reason = createDropdown('Reason', (value) => {
    this.#change({ reasons: value === '' ? [] : [value as Reason] });
  });
  readonly #changes = createDropdown('Change', (value) => {
    this.#change({ changes: value === '' ? [] : [value as Change] });
  });
  readonly #more = createMore();
  readonly #fact = createButton('', () => {
    const { fact, ...query } = this.#query;
    if (fact !== undefined) this.#tell(query);
  });
  /** Announced to screen readers when it changes. */
  readonly #status = elementWith('div', { class: 'status', role: 'status' });
  readonly #error = elementWith('div', { class: 'error', role: 'alert' });

  constructor(events: FilterEvents) {
    this.#events = events;
    this.#fact.element.hidden = true;
    this.#changes.element.hidden = true;
    const mark = (name: Marks): ButtonControl =>
      createButton(markLabels[name][0], () => {
        this.#change({ marks: name });
      });
    this.#marks = { all: mark('all'), failures: mark('failures'), passes: mark('passes') };
    this.#expression.element.title = 'The search is a regular expression';
    this.#more.list.append(
      this.#expression.element,
      this.#verdict.element,
      this.#changes.element,
      this.#statistic.element,
      this.#split.element,
      this.#reason.element,
    );
    this.element = elementWith(
      'section',
      { class: 'filters', 'aria-label': 'Filters' },
      this.#search.element,
      elementWith(
        'div',
        { role: 'group', class: 'segments', 'aria-label': 'Recall' },
        ...marks.map((name) => this.#marks[name].element),
      ),
      this.#more.element,
      this.#fact.element,
      this.#status,
      this.#error,
    );
  }

  setSummary(summary: EvaluationSummary): void {
    const statistics = summary.statistics.map(({ statistic }) => statistic);
    const asked = splits.filter((split) => summary.totals[split].questions > 0);
    const found = reasons.filter((reason) => summary.reasons[reason] > 0);
    const { query } = this;
    this.#changes.element.hidden = summary.compared === undefined;
    // Wide enough for any count.
    this.element.style.setProperty('--digits', `${formatCount(summary.questions).length}ch`);
    this.#statistic.setChoices(
      choices('All statistics', statistics, (id) => visibleText(statisticTitle(id))),
      query.statistics[0] ?? '',
    );
    this.#split.setChoices(
      choices('All splits', asked, (split) => splitTitles[split as Split]),
      query.splits[0] ?? '',
    );
    this.#reason.setChoices(
      choices('All reasons', found, (reason) => reasonNames[reason as Reason]),
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
    this.#search.setValue(query.search.text);
    this.#expression.setChecked(query.search.regularExpression);
    // With a verdict chosen, the selection is not "all".
    const isAll = query.verdicts.length === 0;
    for (const name of marks)
      this.#marks[name].setPressed(query.marks === name && (isAll || name !== 'all'));
    this.#fact.element.hidden = query.fact === undefined;
    const fact = visibleText(query.fact ?? '');
    this.#fact.setLabel(`✕ ${fact}`, `Only ${fact}: show all facts again`);
    const chosen = [query.verdicts, query.changes, query.statistics, query.splits, query.reasons];
    this.#more.setCount(chosen.filter((values) => values.length > 0).length);
  }

  /** Row counts by verdict and by change, given the other filters. */
  setCounts({ verdicts: counts, changes: changeCounts }: RowCounts): void {
    const { query } = this;
    const all = verdicts.reduce((sum, verdict) => sum + counts[verdict], 0);
    const of = { all, passes: counts.exact, failures: all - counts.exact };
    for (const name of marks) {
      const [sign, spoken] = markLabels[name];
      const count = formatCount(of[name]);
      this.#marks[name].setLabel(
        `${sign} ${count}`,
        name === 'all' ? `All ${count} questions` : `${spoken}: ${count}`,
      );
    }
    const told = verdicts.filter(
      (verdict) => counts[verdict] > 0 || query.verdicts.includes(verdict),
    );
    this.#verdict.setChoices(
      choices('All verdicts', told, (verdict) => {
        return `${verdictNames[verdict as Verdict]} ${formatCount(counts[verdict as Verdict])}`;
      }),
      query.verdicts[0] ?? '',
    );
    this.#changes.setChoices(
      choices('All changes', changes, (value) => {
        const change = value as Change;
        return `${changeSigns[change]} ${change} ${formatCount(changeCounts[change])}`;
      }),
      query.changes[0] ?? '',
    );
  }

  setStatus(status: string): void {
    this.#status.textContent = status;
    this.#status.title = status;
  }

  setError(message: string): void {
    this.#error.textContent = message;
    this.#error.hidden = message === '';
  }

  focusSearch(): void {
    this.#search.focus();
  }

  #searchNow(): void {
    this.#change({ search: { ...this.#query.search, text: this.#search.value() } });
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
  const button = createButton('Filter', () => {
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
      button.setLabel(chosen === 0 ? 'Filter' : `Filter ${chosen}`);
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
