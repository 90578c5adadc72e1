import { debounce } from '../../src/core/common/debounce.ts';
import { formatCount } from '../../src/core/common/formatNumbers.ts';
import type {
  DatasetQuery,
  DatasetRows,
  DatasetSummary,
} from '../../src/core/pages/datasetMessages.ts';
import { splits, type Split } from '../../src/core/dataset/question.ts';
import {
  createButton,
  createDropdown,
  createTextField,
  type ButtonControl,
} from '../common/controls.ts';
import { elementWith } from '../common/element.ts';
import { splitTitles } from '../common/labels.ts';

type Marks = DatasetQuery['marks'];
const marks = ['all', 'missed', 'problems'] as const;
const labels: Readonly<Record<Marks, readonly [sign: string, spoken: string]>> = {
  all: ['All', 'All'],
  missed: ['❌', 'Not recalled'],
  problems: ['⚠', 'Something is amiss'],
};

/** Milliseconds without a keystroke after which a search starts. */
const typingPause = 150;

export const wholeDataset: DatasetQuery = { marks: 'all', text: '' };

/** The controls that filter a dataset, in one line. Owns the query and reports every change. */
export class DatasetFilters {
  readonly element: HTMLElement;
  readonly #onQuery: (query: DatasetQuery) => void;
  #query = wholeDataset;
  readonly #search = createTextField(
    'Search question, golden and output',
    'Search',
    debounce(typingPause, (text) => {
      this.#tell({ ...this.#query, text });
    }),
  );
  readonly #marks: Readonly<Record<Marks, ButtonControl>>;
  readonly #split = createDropdown('Split', (value) => {
    const { marks: shown, text } = this.#query;
    this.#tell({ marks: shown, text, ...(value !== '' && { split: value as Split }) });
  });
  /** Announced to screen readers when it changes. */
  readonly #status = elementWith('div', { class: 'status', role: 'status' });
  readonly #error = elementWith('div', { class: 'error', role: 'alert' });

  constructor(onQuery: (query: DatasetQuery) => void) {
    this.#onQuery = onQuery;
    const mark = (name: Marks): ButtonControl =>
      createButton(labels[name][0], () => {
        this.#tell({ ...this.#query, marks: name });
      });
    this.#marks = { all: mark('all'), missed: mark('missed'), problems: mark('problems') };
    this.element = elementWith(
      'section',
      { class: 'filters', 'aria-label': 'Filters' },
      this.#search.element,
      elementWith(
        'div',
        { role: 'group', class: 'segments', 'aria-label': 'Lines' },
        ...marks.map((name) => this.#marks[name].element),
      ),
      this.#split.element,
      this.#status,
      this.#error,
    );
    this.setError('');
  }

  setSummary({ splits: counts, questions, broken }: DatasetSummary): void {
    // Wide enough for any count.
    const digits = formatCount(questions + broken).length;
    this.element.style.setProperty('--digits', `${digits}ch`);
    const asked = splits.filter((split) => counts[split] > 0);
    this.#split.setChoices(
      [
        { value: '', label: 'All splits' },
        ...asked.map((split) => ({ value: split, label: splitTitles[split] })),
      ],
      this.#query.split ?? '',
    );
    this.#split.element.hidden = asked.length < 2;
  }

  /** Shows a query in the controls without reporting it. */
  setQuery(query: DatasetQuery): void {
    this.#query = query;
    if (this.#search.value() !== query.text) this.#search.setValue(query.text);
    for (const name of marks) this.#marks[name].setPressed(query.marks === name);
  }

  setCounts(counts: DatasetRows['counts']): void {
    for (const name of marks) {
      const [sign, spoken] = labels[name];
      const count = formatCount(counts[name]);
      this.#marks[name].setLabel(
        `${sign} ${count}`,
        name === 'all' ? `All ${count} lines` : `${spoken}: ${count}`,
      );
    }
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

  #tell(query: DatasetQuery): void {
    this.setQuery(query);
    this.#onQuery(query);
  }
}
