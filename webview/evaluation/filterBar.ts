import { debounce } from '../../src/core/common/debounce.ts';
import { changes, type Change, notableChanges } from '../../src/core/evaluation/comparison.ts';
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
import {
  changeHints,
  changeSigns,
  splitTitles,
  statisticTitle,
  verdictHints,
} from '../common/labels.ts';
import { visibleText } from '../common/visibleText.ts';

type RowCounts = Pick<RowsAnswer, 'verdicts' | 'changes'>;
type Marks = Query['marks'];

export interface FilterEvents {
  readonly onQuery: (query: Query) => void;
}

/** Milliseconds without a keystroke after which a search starts. */
const typingPause = 150;
const markLabels: Readonly<Record<Marks, readonly [sign: string, spoken: string]>> = {
  all: ['All', 'All questions'],
  failures: ['❌', 'Not recalled'],
  passes: ['✅', 'Recalled'],
};
const marks = ['all', 'failures', 'passes'] as const;

/** The controls that filter the rows. Owns the query and reports every change. */
export class FilterBar {
  readonly element: HTMLElement;
  readonly #events: FilterEvents;
  #query: Query = emptyQuery;
  readonly #marks: Readonly<Record<Marks, ButtonControl>>;
  readonly #verdicts: readonly { readonly verdict: Verdict; readonly button: ButtonControl }[];
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
  readonly #statistic = createDropdown('Statistic', (value) => {
    this.#change({ statistics: value === '' ? [] : [value] });
  });
  readonly #split = createDropdown('Split', (value) => {
    this.#change({ splits: value === '' ? [] : [value as Split] });
  });
  readonly #reason = createDropdown('Reason', (value) => {
    this.#change({ reasons: value === '' ? [] : [value as Reason] });
  });
  readonly #changes: readonly { readonly change: Change; readonly button: ButtonControl }[];
  readonly #changeGroup: HTMLElement;
  #isComparing = false;
  readonly #fact = createButton('', () => {
    const { fact, ...query } = this.#query;
    if (fact !== undefined) this.#tell(query);
  });
  /** Announced to screen readers when it changes. */
  readonly #status = elementWith('div', { class: 'status', role: 'status' });
  readonly #error = elementWith('div', { class: 'error', role: 'alert' });

  /** @param more controls at the end of the first line, and after the status */
  constructor(
    events: FilterEvents,
    more: { readonly line: readonly HTMLElement[]; readonly status: readonly HTMLElement[] },
  ) {
    this.#events = events;
    this.#changes = changes.map((change) => ({
      change,
      button: createButton(change, () => {
        const chosen = this.#query.changes;
        this.#change({
          changes: chosen.includes(change)
            ? chosen.filter((other) => other !== change)
            : [...chosen, change],
        });
      }),
    }));
    for (const { change, button } of this.#changes) button.element.title = changeHints[change];
    this.#changeGroup = group(
      'Change',
      'chips',
      ...this.#changes.map(({ button }) => button.element),
    );
    this.#changeGroup.hidden = true;
    this.#fact.element.hidden = true;
    const mark = (name: Marks): ButtonControl =>
      createButton(markLabels[name][0], () => {
        this.#change({ marks: name });
      });
    this.#marks = { all: mark('all'), failures: mark('failures'), passes: mark('passes') };
    this.#verdicts = verdicts.map((verdict) => ({
      verdict,
      button: createButton(verdictNames[verdict], () => {
        this.#toggle(verdict);
      }),
    }));
    for (const { verdict, button } of this.#verdicts) button.element.title = verdictHints[verdict];
    this.#expression.element.title = 'The search is a regular expression';
    this.element = elementWith(
      'section',
      { class: 'filters', 'aria-label': 'Filters' },
      element(
        'div',
        'line',
        group('Recall', 'segments', ...marks.map((name) => this.#marks[name].element)),
        this.#search.element,
        this.#expression.element,
        this.#statistic.element,
        this.#split.element,
        this.#reason.element,
        ...more.line,
      ),
      this.#error,
      element(
        'div',
        'verdicts',
        this.#fact.element,
        group('Verdict', 'chips', ...this.#verdicts.map(({ button }) => button.element)),
        this.#changeGroup,
        element('div', 'line', this.#status, ...more.status),
      ),
    );
  }

  setSummary(summary: EvaluationSummary): void {
    const statistics = summary.statistics.map(({ statistic }) => statistic);
    const asked = splits.filter((split) => summary.totals[split].questions > 0);
    const found = reasons.filter((reason) => summary.reasons[reason] > 0);
    const { query } = this;
    this.#isComparing = summary.compared !== undefined;
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
    for (const { verdict, button } of this.#verdicts)
      button.setPressed(query.verdicts.includes(verdict));
    for (const { change, button } of this.#changes)
      button.setPressed(query.changes.includes(change));
    this.#fact.element.hidden = query.fact === undefined;
    const fact = visibleText(query.fact ?? '');
    this.#fact.setLabel(`✕ ${fact}`, `Only ${fact}: show all facts again`);
  }

  /** Row counts by verdict and by change, given the other filters. */
  setCounts({ verdicts: counts, changes: changeCounts }: RowCounts): void {
    const { query } = this;
    for (const { change, button } of this.#changes) {
      const count = formatCount(changeCounts[change]);
      button.setLabel(`${changeSigns[change]} ${change} ${count}`, `Change ${change}: ${count}`);
      const isTold = this.#isComparing && notableChanges.includes(change);
      button.element.hidden =
        changeCounts[change] === 0 && !query.changes.includes(change) && !isTold;
    }
    this.#changeGroup.hidden = this.#changes.every(({ button }) => button.element.hidden);
    const all = verdicts.reduce((sum, verdict) => sum + counts[verdict], 0);
    const of = { all, passes: counts.exact, failures: all - counts.exact };
    for (const name of marks) {
      const [sign, spoken] = markLabels[name];
      const count = formatCount(of[name]);
      this.#marks[name].setLabel(`${sign} ${count}`, `${spoken}: ${count}`);
    }
    for (const { verdict, button } of this.#verdicts) {
      const count = formatCount(counts[verdict]);
      const name = verdictNames[verdict];
      button.setLabel(`${name} ${count}`, `Verdict ${name}: ${count}`);
      button.element.hidden = counts[verdict] === 0 && !this.#query.verdicts.includes(verdict);
    }
  }

  setStatus(status: string): void {
    this.#status.textContent = status;
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

  #toggle(verdict: Verdict): void {
    const chosen = this.#query.verdicts;
    this.#change({
      marks: 'all',
      verdicts: chosen.includes(verdict)
        ? chosen.filter((other) => other !== verdict)
        : [...chosen, verdict],
    });
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

const group = (label: string, className: string, ...children: HTMLElement[]): HTMLElement =>
  elementWith('div', { role: 'group', class: className, 'aria-label': label }, ...children);

const choices = (
  all: string,
  values: readonly string[],
  labelOf: (value: string) => string,
): Choice[] => [
  { value: '', label: all },
  ...values.map((value) => ({ value, label: labelOf(value) })),
];
