import * as l10n from '@vscode/l10n';
import type { DatasetQuery, DatasetSummary } from '../../src/core/pages/datasetMessages.ts';
import { splits, type Split } from '../../src/core/dataset/question.ts';
import { createDropdown } from '../common/controls.ts';
import { splitTitles } from '../common/labels.ts';
import { FilterLine } from '../grid/filterLine.ts';

export const wholeDataset: DatasetQuery = { marks: 'all', text: '' };

/** The controls that filter a dataset, in one line. Owns the query and reports every change. */
export class DatasetFilters {
  readonly line: FilterLine<DatasetQuery['marks']>;
  readonly #onQuery: (query: DatasetQuery) => void;
  #query = wholeDataset;
  readonly #split = createDropdown(l10n.t('Split'), (value) => {
    const { marks: shown, text } = this.#query;
    this.#tell({ marks: shown, text, ...(value !== '' && { split: value as Split }) });
  });

  constructor(onQuery: (query: DatasetQuery) => void) {
    this.#onQuery = onQuery;
    this.line = new FilterLine({
      searchLabel: l10n.t('Search question, golden and output'),
      allOf: (count) => l10n.t('All {0} lines', count),
      group: l10n.t('Lines'),
      marks: ['all', 'missed', 'problems'],
      labels: {
        all: [l10n.t('All'), l10n.t('All')],
        missed: ['❌', l10n.t('Not recalled')],
        problems: ['⚠', l10n.t('Something is amiss')],
      },
      onSearch: (text) => {
        this.#tell({ ...this.#query, text });
      },
      onMark: (marks) => {
        this.#tell({ ...this.#query, marks });
      },
      further: [this.#split.element],
    });
  }

  setSummary({ splits: counts, questions, broken }: DatasetSummary): void {
    this.line.setLargest(questions + broken);
    const asked = splits.filter((split) => counts[split] > 0);
    this.#split.setChoices(
      [
        { value: '', label: l10n.t('All splits') },
        ...asked.map((split) => ({ value: split, label: splitTitles[split] })),
      ],
      this.#query.split ?? '',
    );
    this.#split.element.hidden = asked.length < 2;
  }

  /** Shows a query in the controls without reporting it. */
  setQuery(query: DatasetQuery): void {
    this.#query = query;
    const { search } = this.line;
    if (search.value() !== query.text) search.setValue(query.text);
    this.line.setPressed((mark) => query.marks === mark);
  }

  #tell(query: DatasetQuery): void {
    this.setQuery(query);
    this.#onQuery(query);
  }
}
