import * as l10n from '@vscode/l10n';
import type { SortColumn } from '../../src/core/evaluation/query.ts';
import { createButton, createCheckbox, type CheckboxControl } from '../common/controls.ts';
import { element } from '../common/element.ts';
import type { ColumnChoice } from '../grid/gridColumns.ts';
import { columnTitles } from '../common/labels.ts';
import { availableColumns } from './evaluationGrid.ts';

interface Events {
  readonly onChoice: (choice: ColumnChoice<SortColumn>) => void;
}

/** Chooses the columns to show; the grid's header changes their order and widths. */
export class ColumnChooser {
  readonly element = document.createElement('details');
  readonly #list = element('div', 'column-list');
  readonly #boxes = new Map<SortColumn, CheckboxControl>();
  readonly #events: Events;
  #choice: ColumnChoice<SortColumn> = { shown: null, widths: {} };
  #shown: readonly SortColumn[] = [];

  constructor(events: Events) {
    this.#events = events;
    this.element.className = 'column-chooser';
    const automatic = createButton(l10n.t('As They Fit'), () => {
      events.onChoice({ shown: null, widths: {} });
    });
    automatic.element.title = l10n.t('As many columns as fit, in the default order and widths');
    const hint = element(
      'p',
      'dim',
      l10n.t('Header: Alt+← → resizes, Alt+Shift+← → moves, or drag it.'),
    );
    this.element.append(
      element('summary', '', l10n.t('Columns')),
      element('div', 'popup', this.#list, automatic.element, hint),
    );
    this.element.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return;
      this.element.open = false;
      this.element.querySelector('summary')?.focus();
    });
    document.addEventListener('pointerdown', ({ target }) => {
      if (target instanceof Node && !this.element.contains(target)) this.element.open = false;
    });
  }

  show(choice: ColumnChoice<SortColumn>, shown: readonly SortColumn[], isComparing: boolean): void {
    this.#choice = choice;
    this.#shown = shown;
    const available = availableColumns(isComparing);
    if (available.join() !== [...this.#boxes.keys()].join()) this.#make(available);
    for (const [column, box] of this.#boxes) box.setChecked(shown.includes(column));
  }

  #make(available: readonly SortColumn[]): void {
    this.#boxes.clear();
    for (const column of available)
      this.#boxes.set(
        column,
        createCheckbox(columnTitles[column], (checked) => {
          this.#toggle(column, checked);
        }),
      );
    this.#list.replaceChildren(...[...this.#boxes.values()].map((box) => box.element));
  }

  /** Inserts a column at its default position; the last column cannot be hidden. */
  #toggle(column: SortColumn, checked: boolean): void {
    if (checked === this.#shown.includes(column)) return;
    const others = this.#shown.filter((other) => other !== column);
    const order = [...this.#boxes.keys()];
    const before = others.filter((other) => order.indexOf(other) < order.indexOf(column)).length;
    const shown = checked ? [...others.slice(0, before), column, ...others.slice(before)] : others;
    if (shown.length > 0) this.#events.onChoice({ ...this.#choice, shown });
    else this.#boxes.get(column)?.setChecked(true);
  }
}
