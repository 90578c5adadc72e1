import * as l10n from '@vscode/l10n';
import type { DatasetRows } from '../../src/core/dataset/datasetSettings.ts';
import type { PreviewColumn } from '../../src/core/dataset/datasetPreview.ts';
import type { RowFilter } from '../../src/core/table/rowFilter.ts';
import {
  createButton,
  createDropdown,
  createTextField,
  type DropdownControl,
  type TextFieldControl,
} from '../common/controls.ts';
import { element } from '../common/element.ts';
import { labelled, settling, withChosen } from './formFields.ts';

type Condition = 'is' | 'atLeast' | 'atMost';
const conditions: readonly { readonly value: Condition; readonly label: string }[] = [
  { value: 'is', label: l10n.t('is') },
  { value: 'atLeast', label: l10n.t('is at least') },
  { value: 'atMost', label: l10n.t('is at most') },
];

/** A line of the form, perhaps not complete yet. */
interface FilterLine {
  column: string;
  condition: Condition;
  value: string;
}

/** Which rows are asked about: the top ones by a column, and filters that all have to pass. */
export class PreviewRows {
  readonly element = element('div', 'rows');
  readonly #change: (rows: DatasetRows | null) => void;
  readonly #count: TextFieldControl;
  readonly #by: DropdownControl;
  readonly #list = element('div', 'filters');
  #columns: readonly PreviewColumn[] = [];
  #lines: FilterLine[] = [];
  #top = { count: '', by: '' };
  #timer: number | undefined;

  constructor(change: (rows: DatasetRows | null) => void) {
    this.#change = change;
    this.#count = createTextField(l10n.t('Only the top'), l10n.t('all'), (text) => {
      this.#top.count = text;
      this.#sendSoon();
    });
    this.#by = createDropdown(l10n.t('Top by'), (value) => {
      this.#top.by = value;
      this.#send();
    });
    const add = createButton(l10n.t('Add Filter'), () => {
      const [first] = this.#columns;
      this.#lines.push({ column: first?.name ?? '', condition: 'is', value: '' });
      this.#draw();
      this.#list.querySelector<HTMLElement>('.filter:last-child vscode-dropdown')?.focus();
    });
    this.element.append(
      labelled(l10n.t('Only the top'), this.#count.element),
      labelled(l10n.t('By'), this.#by.element),
      this.#list,
      add.element,
    );
  }

  show(rows: DatasetRows, columns: readonly PreviewColumn[]): void {
    const isSame = JSON.stringify(normal(rows)) === JSON.stringify(normal(this.#rows() ?? {}));
    const hasColumns = sameNames(columns, this.#columns);
    this.#columns = columns;
    if (!isSame) {
      this.#lines = linesOf(rows);
      this.#top = { count: String(rows.top?.count ?? ''), by: rows.top?.by ?? '' };
    }
    if (!this.#count.element.contains(document.activeElement)) {
      this.#count.setValue(this.#top.count);
    }
    const numbers = columns.filter(({ kind }) => ['count', 'score', 'decimal'].includes(kind));
    const by = this.#top.by || defaultBy(columns);
    this.#by.setChoices(
      withChosen(
        numbers.map(({ name }) => ({ value: name, label: name })),
        by,
      ),
      by,
    );
    // Keep the field that is being edited.
    if (!isSame || !hasColumns) this.#draw();
  }

  #draw(): void {
    this.#list.replaceChildren(...this.#lines.map((line) => this.#drawLine(line)));
  }

  #drawLine(line: FilterLine): HTMLElement {
    const column = createDropdown(l10n.t('Filter by'), (value) => {
      line.column = value;
      this.#send();
    });
    const names = this.#columns.map(({ name }) => ({ value: name, label: name }));
    column.setChoices(withChosen(names, line.column), line.column);
    const condition = createDropdown(l10n.t('Condition'), (value) => {
      line.condition = value as Condition;
      this.#send();
    });
    condition.setChoices(conditions, line.condition);
    const value = createTextField(l10n.t('Value'), 'A | B', (text) => {
      line.value = text;
      this.#sendSoon();
    });
    value.setValue(line.value);
    const remove = createButton(l10n.t('Remove'), () => {
      this.#lines = this.#lines.filter((other) => other !== line);
      this.#draw();
      this.#send();
    });
    remove.setLabel(l10n.t('Remove'), l10n.t('Remove the filter of {0}', line.column));
    return element(
      'div',
      'filter',
      ...[column.element, condition.element, value.element, remove.element],
    );
  }

  #sendSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => {
      this.#send();
    }, settling);
  }

  #send(): void {
    clearTimeout(this.#timer);
    this.#change(this.#rows());
  }

  /** What is complete; null where nothing is. */
  #rows(): DatasetRows | null {
    const filter = this.#lines.flatMap((line) => filterOf(line) ?? []);
    const count = Number(this.#top.count);
    const by = this.#top.by || defaultBy(this.#columns);
    const isTop = Number.isInteger(count) && count > 0 && by !== '';
    if (filter.length === 0 && !isTop) return null;
    return { ...(filter.length > 0 && { filter }), ...(isTop && { top: { count, by } }) };
  }
}

/** Runs, or the first column of numbers. */
const defaultBy = (columns: readonly PreviewColumn[]): string =>
  (columns.find(({ id }) => id === 'runs') ?? columns.find(({ kind }) => kind === 'count'))?.name ??
  '';

function filterOf({ column, condition, value }: FilterLine): RowFilter | undefined {
  const text = value.trim();
  if (text === '' || column === '') return undefined;
  if (condition === 'is') {
    const values = text.split('|').map((one) => one.trim());
    return { column, is: values.length === 1 ? text : values };
  }
  const limit = Number(text);
  return Number.isFinite(limit) ? { column, [condition]: limit } : undefined;
}

/** A filter of both ends is two lines. */
const linesOf = ({ filter = [] }: DatasetRows): FilterLine[] =>
  filter.flatMap(({ column, is, atLeast, atMost }) => [
    ...(is === undefined
      ? []
      : [{ column, condition: 'is' as const, value: [is].flat().join(' | ') }]),
    ...(atLeast === undefined
      ? []
      : [{ column, condition: 'atLeast' as const, value: String(atLeast) }]),
    ...(atMost === undefined
      ? []
      : [{ column, condition: 'atMost' as const, value: String(atMost) }]),
  ]);

/** Alike for rows that mean the same. */
const normal = (rows: DatasetRows): unknown => ({
  filter: linesOf(rows).flatMap((line) => filterOf(line) ?? []),
  top: rows.top && [rows.top.count, rows.top.by],
});

const sameNames = (some: readonly PreviewColumn[], others: readonly PreviewColumn[]): boolean =>
  some.map(({ name }) => name).join('\n') === others.map(({ name }) => name).join('\n');
