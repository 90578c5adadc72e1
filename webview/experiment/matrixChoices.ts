import * as l10n from '@vscode/l10n';
import { spoken } from '../../src/core/common/sentence.ts';
import type { MatrixChoice } from '../../src/core/experiment/matrix.ts';
import { metricNames, metricTitles, type MetricName } from '../../src/core/experiment/metrics.ts';
import type { ExperimentPicture } from '../../src/core/pages/experimentMessages.ts';
import { createDropdown, type DropdownControl } from '../common/controls.ts';
import { element } from '../common/element.ts';
import { visibleText } from '../common/visibleText.ts';

const all = 'all';

/** What the matrix shows: a metric, a dimension along each side, and levels of the others. */
export class MatrixChoices {
  readonly element = element('div', 'choices');
  readonly #onChange: () => void;
  readonly #metric: DropdownControl;
  readonly #rows: DropdownControl;
  readonly #columns: DropdownControl;
  readonly #others = new Map<number, DropdownControl>();
  #chosen: { metric?: string; rows?: string; columns?: string } = {};
  #only: Record<number, number> = {};
  #dimensions: ExperimentPicture['grid']['dimensions'] = [];
  #metrics: readonly MetricName[] = [];
  /** Of the dropdowns in the page. */
  #names = '';

  constructor(kept: unknown, onChange: () => void) {
    this.#onChange = onChange;
    const { metric, rows, columns } = (kept ?? {}) as Readonly<Record<string, unknown>>;
    for (const [name, value] of Object.entries({ metric, rows, columns })) {
      if (typeof value === 'string') this.#chosen = { ...this.#chosen, [name]: value };
    }
    const dropdown = (name: 'metric' | 'rows' | 'columns', label: string): DropdownControl =>
      createDropdown(label, (value) => {
        this.#chosen[name] = value;
        this.#only = {};
        onChange();
      });
    this.#metric = dropdown('metric', l10n.t('Shown'));
    this.#rows = dropdown('rows', l10n.t('Rows'));
    this.#columns = dropdown('columns', l10n.t('Columns'));
  }

  draw({ grid, metrics }: ExperimentPicture): void {
    this.#dimensions = grid.dimensions;
    this.#metrics = metrics;
    const metric = this.metric();
    this.#metric.setChoices(
      metrics.map((name) => ({ value: name, label: metricTitles[name] })),
      metric ?? '',
    );
    const choices = grid.dimensions.map(({ name }, at) => ({
      value: String(at),
      label: visibleText(name),
    }));
    this.#rows.setChoices(choices, String(this.rows() ?? ''));
    this.#columns.setChoices(
      [{ value: all, label: l10n.t('none') }, ...choices],
      String(this.#columnsChosen() ?? all),
    );
    const others = grid.dimensions
      .map((dimension, at) => ({ dimension, at }))
      .filter(({ at }) => at !== this.rows() && at !== this.#columnsChosen());
    this.element.hidden = metrics.length === 0;
    const shown = [
      { label: l10n.t('Show'), control: this.#metric },
      ...(grid.dimensions.length > 0 ? [{ label: l10n.t('rows'), control: this.#rows }] : []),
      ...(grid.dimensions.length > 1 ? [{ label: l10n.t('columns'), control: this.#columns }] : []),
      ...others.map(({ dimension, at }) => {
        const control = this.#otherOf(at, dimension.name);
        control.setChoices(
          [
            { value: all, label: l10n.t('all') },
            ...dimension.levels.map(({ label }, level) => ({
              value: String(level),
              label: visibleText(spoken(label)),
            })),
          ],
          String(this.#only[at] ?? all),
        );
        return { label: dimension.name, control };
      }),
    ];
    // A dropdown that is put into the page again draws itself anew, and a list in it closes.
    const names = JSON.stringify(shown.map(({ label }) => label));
    if (names === this.#names) return;
    this.#names = names;
    this.element.replaceChildren(...shown.map(({ label, control }) => labelled(label, control)));
  }

  #otherOf(at: number, name: string): DropdownControl {
    let control = this.#others.get(at);
    if (control === undefined) {
      control = createDropdown(name, (value) => {
        this.#only = Object.fromEntries(
          Object.entries({ ...this.#only, [at]: Number(value) }).filter(([, one]) =>
            Number.isInteger(one),
          ),
        );
        this.#onChange();
      });
      this.#others.set(at, control);
    }
    return control;
  }

  metric(): MetricName | undefined {
    const wanted = metricNames.find((name) => name === this.#chosen.metric);
    if (wanted !== undefined && this.#metrics.includes(wanted)) return wanted;
    return this.#metrics.find((name) => name === 'held-out') ?? this.#metrics[0];
  }

  rows(): number | undefined {
    const wanted = Number(this.#chosen.rows ?? 0);
    return this.#dimensions[wanted] === undefined ? undefined : wanted;
  }

  #columnsChosen(): number | undefined {
    if (this.#chosen.columns === all) return undefined;
    const others = this.#dimensions.flatMap((_, at) => (at === this.rows() ? [] : [at]));
    const wanted = Number(this.#chosen.columns ?? Number.NaN);
    return others.find((at) => at === wanted) ?? others[0];
  }

  matrix(metric: MetricName): MatrixChoice {
    return { metric, rows: this.rows(), columns: this.#columnsChosen(), only: this.#only };
  }

  /** Says what a cell takes together beside seeds. */
  pooled(): string {
    const names = this.#dimensions.flatMap(({ name }, at) =>
      at === this.rows() || at === this.#columnsChosen() || this.#only[at] !== undefined
        ? []
        : [name],
    );
    return names.length === 0
      ? ''
      : `${l10n.t('Each cell holds every level of: {0}.', names.join(', '))} `;
  }

  state(): object {
    return this.#chosen;
  }
}

const labelled = (label: string, control: DropdownControl): HTMLElement =>
  element('label', '', visibleText(label), control.element);
