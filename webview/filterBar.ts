import type { EvaluationSummary } from '../src/core/messages.ts';
import { everything, type Query } from '../src/core/query.ts';
import { splits, type Split } from '../src/core/question.ts';
import { reasons, verdicts, type Reason, type Verdict } from '../src/core/score.ts';
import { formatCount } from '../src/core/share.ts';
import {
  createButton,
  createCheckbox,
  createDropdown,
  createTextField,
  type ButtonControl,
  type Choice,
} from './controls.ts';
import { element, elementWith } from './element.ts';
import { splitTitles, statisticTitle, verdictHints } from './texts.ts';
import { visibleText } from './visibleText.ts';

type Counts = Readonly<Record<Verdict, number>>;
type Marks = Query['marks'];

export interface FilterEvents {
  readonly onQuery: (query: Query) => void;
  readonly onAllColumns: (all: boolean) => void;
}

/** Milliseconds without a keystroke after which a search begins. */
const typingPause = 150;
const markLabels: Readonly<Record<Marks, readonly [sign: string, spoken: string]>> = {
  all: ['All', 'All questions'],
  failures: ['❌', 'Not recalled'],
  passes: ['✅', 'Recalled'],
};
const marks = ['all', 'failures', 'passes'] as const;

/** The controls that narrow the rows. Holds the query; tells each change of it. */
export class FilterBar {
  readonly element: HTMLElement;
  readonly #events: FilterEvents;
  #query: Query = everything;
  #typing: number | undefined;
  readonly #marks: Readonly<Record<Marks, ButtonControl>>;
  readonly #verdicts: readonly { readonly verdict: Verdict; readonly button: ButtonControl }[];
  readonly #search = createTextField('Search question, output and golden', 'Search', () => {
    clearTimeout(this.#typing);
    this.#typing = window.setTimeout(() => {
      this.#searchNow();
    }, typingPause);
  });
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
  readonly #allColumns = createCheckbox('All columns', (all) => {
    this.#events.onAllColumns(all);
  });
  /** Announced to screen readers as it changes. */
  readonly #status = elementWith('div', { class: 'status', role: 'status' });
  readonly #error = elementWith('div', { class: 'error', role: 'alert' });

  constructor(events: FilterEvents) {
    this.#events = events;
    const mark = (name: Marks): ButtonControl =>
      createButton(markLabels[name][0], () => {
        this.#change({ marks: name });
      });
    this.#marks = { all: mark('all'), failures: mark('failures'), passes: mark('passes') };
    this.#verdicts = verdicts.map((verdict) => ({
      verdict,
      button: createButton(verdict, () => {
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
        this.#allColumns.element,
      ),
      this.#error,
      element(
        'div',
        'verdicts',
        group('Verdict', 'chips', ...this.#verdicts.map(({ button }) => button.element)),
        this.#status,
      ),
    );
  }

  setSummary(summary: EvaluationSummary): void {
    const statistics = summary.statistics.map(({ statistic }) => statistic);
    const asked = splits.filter((split) => summary.totals[split].questions > 0);
    const found = reasons.filter((reason) => summary.reasons[reason] > 0);
    const { query } = this;
    this.#statistic.setChoices(
      choices('All statistics', statistics, (id) => visibleText(statisticTitle(id))),
      query.statistics[0] ?? '',
    );
    this.#split.setChoices(
      choices('All splits', asked, (split) => splitTitles[split as Split]),
      query.splits[0] ?? '',
    );
    this.#reason.setChoices(
      choices('All reasons', found, (reason) => reason),
      query.reasons[0] ?? '',
    );
    this.#split.element.hidden = asked.length < 2;
    this.#reason.element.hidden = found.length === 0 && query.reasons.length === 0;
  }

  get query(): Query {
    return this.#query;
  }

  /** Shows a query in the controls without telling it. */
  setQuery(query: Query): void {
    this.#query = query;
    this.#search.setValue(query.search.text);
    this.#expression.setChecked(query.search.regularExpression);
    // With a verdict chosen it is not "all" that is shown.
    const isAll = query.verdicts.length === 0;
    for (const name of marks)
      this.#marks[name].setPressed(query.marks === name && (isAll || name !== 'all'));
    for (const { verdict, button } of this.#verdicts)
      button.setPressed(query.verdicts.includes(verdict));
  }

  setAllColumns(all: boolean): void {
    this.#allColumns.setChecked(all);
  }

  /** Counts of rows by verdict, as the other filters leave them. */
  setCounts(counts: Counts): void {
    const all = verdicts.reduce((sum, verdict) => sum + counts[verdict], 0);
    const of = { all, passes: counts.exact, failures: all - counts.exact };
    for (const name of marks) {
      const [sign, spoken] = markLabels[name];
      const count = formatCount(of[name]);
      this.#marks[name].setLabel(`${sign} ${count}`, `${spoken}: ${count}`);
    }
    for (const { verdict, button } of this.#verdicts) {
      const count = formatCount(counts[verdict]);
      button.setLabel(`${verdict} ${count}`, `Verdict ${verdict}: ${count}`);
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
    // A mark and verdicts that exclude each other would show nothing: the newer choice holds.
    const verdictsKept = part.marks === undefined ? {} : { verdicts: [] };
    const query = { ...this.#query, ...verdictsKept, ...part };
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
