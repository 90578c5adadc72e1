import * as l10n from '@vscode/l10n';
import type { RunLine, RunsRequests } from '../../src/core/pages/runMessages.ts';
import { counted } from '../../src/core/common/counted.ts';
import { formatCount } from '../../src/core/common/formatNumbers.ts';
import { sortRuns, type RunSort } from '../../src/core/pages/sortRuns.ts';
import { createButton } from '../common/controls.ts';
import { element, elementWith } from '../common/element.ts';
import type { Host } from '../common/connectHost.ts';
import { differencesTable, swatchOf } from './differencesTable.ts';
import { RecallCurves, strokes } from './recallCurves.ts';
import { RunButtons } from './runButtons.ts';
import { runColumns, type ShownColumn } from './runColumns.ts';
import { boxOf, rowOf, widestRow } from './runRow.ts';
import { RowWindow } from './rowWindow.ts';

/**
 * All runs, sortable by any column. Of those that are ticked it draws the curves and shows what differs; two
 * can be compared, one renamed or exported, and any number deleted.
 */
export class RunsPage {
  readonly element = element('main', 'runs-page');
  readonly #host: Host<RunsRequests>;
  readonly #place = element('div', 'table-place');
  readonly #curves = new RecallCurves();
  readonly #differences = element('div', 'table-place');
  readonly #status = elementWith('p', { class: 'dim', role: 'status' });
  readonly #buttons: RunButtons;
  /** Where there is no run yet. */
  readonly #train = createButton(
    l10n.t('Train'),
    () => void this.#host.ask('train', null).catch(() => undefined),
    'primary',
  );
  readonly #head = elementWith('tr', { 'aria-rowindex': '1' });
  readonly #headers = runColumns.map((one) => ({ column: one.column, cell: this.#header(one) }));
  readonly #rows = new RowWindow<RunLine>({
    keyOf: (run) => JSON.stringify(run),
    make: (run) => this.#row(run),
  });
  readonly #widest = element('tfoot', '');
  readonly #table = element('table', 'runs-table');
  readonly #allBox = elementWith('input', {
    ...{ type: 'checkbox', 'aria-label': l10n.t('Choose all') },
  }) as HTMLInputElement;
  #runs: readonly RunLine[] = [];
  #sorted: readonly RunLine[] = [];
  #sort: RunSort = { column: 'created', descending: true };
  /** The folders of those that are ticked, in that order. */
  #chosen: ReadonlySet<string> = new Set();

  constructor(host: Host<RunsRequests>) {
    this.#host = host;
    this.#buttons = new RunButtons(host);
    this.#train.element.hidden = true;
    this.#allBox.addEventListener('change', () => {
      const all = this.#allBox.checked ? this.#runs.map(({ runFolder }) => runFolder) : [];
      this.#chosen = new Set(all);
      this.#drawChoice();
    });
    this.#listen();
    this.#head.append(
      element('td', 'choice', this.#allBox),
      ...this.#headers.map(({ cell }) => cell),
    );
    this.#table.append(element('thead', '', this.#head), this.#rows.element, this.#widest);
    this.#place.append(this.#table);
    this.element.append(
      element('header', 'heading', element('h1', '', l10n.t('Runs')), this.#buttons.element),
      this.#status,
      this.#train.element,
      this.#curves.element,
      this.#differences,
      this.#place,
    );
  }

  /** Call once the page's element is in the document. */
  start(): void {
    const kept = this.#host.getState() as { sort?: RunSort } | undefined;
    if (runColumns.some(({ column }) => column === kept?.sort?.column) && kept?.sort) {
      this.#sort = kept.sort;
    }
    this.#host.onDidChange(() => void this.#open());
    this.#rows.follow(this.element, this.#head);
    void this.#open();
  }

  async #open(): Promise<void> {
    try {
      this.#runs = await this.#host.ask('open', null);
      const isThere = new Set(this.#runs.map(({ runFolder }) => runFolder));
      this.#chosen = new Set([...this.#chosen].filter((folder) => isThere.has(folder)));
      this.#widest.replaceChildren(widestRow(this.#runs));
      this.#train.element.hidden = this.#runs.length > 0;
      this.#place.hidden = this.#buttons.element.hidden = this.#runs.length === 0;
      this.#drawRows();
      this.#drawChoice();
    } catch (error) {
      this.#status.textContent = error instanceof Error ? error.message : String(error);
    }
  }

  /** What had the focus has it again. */
  #drawRows(): void {
    const key = document.activeElement?.getAttribute('data-key');
    const focused = key ? this.#runs.find(({ id }) => key === id || key === boxOf(id)) : undefined;
    const direction = this.#sort.descending ? 'descending' : 'ascending';
    for (const { column, cell } of this.#headers)
      cell.setAttribute('aria-sort', this.#sort.column === column ? direction : 'none');
    this.#sorted = sortRuns(this.#runs, this.#sort);
    this.#table.setAttribute('aria-rowcount', String(this.#runs.length + 1));
    this.#rows.show(this.#sorted, focused);
    if (!key || document.activeElement?.getAttribute('data-key') === key) return;
    this.#place.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`)?.focus();
  }

  /** What is ticked, and what can be done with it. */
  #drawChoice(): void {
    const count = this.#chosen.size;
    this.#buttons.draw(this.#sorted.filter(({ runFolder }) => this.#chosen.has(runFolder)));
    this.#status.textContent =
      this.#runs.length === 0 ? l10n.t('No run yet. Train one.') : saidOf(this.#runs.length, count);
    this.#allBox.checked = count > 0 && count === this.#runs.length;
    this.#allBox.indeterminate = count > 0 && !this.#allBox.checked;
    const drawn = this.#drawn();
    for (const row of this.#rows.drawn) this.#mark(row, drawn);
    void this.#drawChosen();
  }

  #header({ column, title, isNumber }: ShownColumn): HTMLElement {
    const button = elementWith('button', { type: 'button' }, title);
    button.addEventListener('click', () => {
      const isSame = this.#sort.column === column;
      // Numbers sort in descending order first.
      const descending = isSame ? !this.#sort.descending : isNumber === true;
      this.#sort = { column, descending };
      this.#host.setState({ sort: this.#sort });
      this.#drawRows();
    });
    return elementWith('th', { scope: 'col', class: isNumber ? 'number' : '' }, button);
  }

  /** Curves and differences of the chosen; an outdated answer is dropped. */
  async #drawChosen(): Promise<void> {
    const chosen = this.#chosen;
    const runFolders = this.#drawn();
    const runs =
      runFolders.length === 0
        ? []
        : await this.#host.ask('chosen', { runFolders }).catch(() => [] as const);
    if (this.#chosen !== chosen) return;
    this.#curves.draw(runs);
    this.#differences.replaceChildren(...(runs.length < 2 ? [] : [differencesTable(runs)]));
  }

  #row(run: RunLine): HTMLElement {
    const row = rowOf(run);
    this.#mark(row, this.#drawn());
    return row;
  }

  #tick(runFolder: string, isTicked: boolean): void {
    const others = [...this.#chosen].filter((folder) => folder !== runFolder);
    this.#chosen = new Set(isTicked ? [...others, runFolder] : others);
    this.#drawChoice();
  }

  /** One listener for all rows: of their own there would be two to be made for each that is scrolled to. */
  #listen(): void {
    const runOf = ({ target }: Event): string | undefined =>
      target instanceof Element ? target.closest('tr')?.dataset.run : undefined;
    this.#rows.element.addEventListener('change', (event) => {
      const runFolder = runOf(event);
      if (runFolder !== undefined && event.target instanceof HTMLInputElement)
        this.#tick(runFolder, event.target.checked);
    });
    this.#rows.element.addEventListener('click', (event) => {
      const runFolder = runOf(event);
      if (runFolder === undefined || !(event.target instanceof HTMLButtonElement)) return;
      const command = 'cricketLora.showRun';
      void this.#host.ask('command', { command, runFolder }).catch(() => undefined);
    });
  }

  /** Ticks a row that is chosen, and shows in which stroke it is drawn. */
  #mark(row: HTMLElement, drawn: readonly string[]): void {
    const { run = '', stroke } = row.dataset;
    const box = row.querySelector('input');
    if (box === null) return;
    box.checked = this.#chosen.has(run);
    const at = drawn.indexOf(run);
    if (stroke === String(at)) return;
    row.dataset.stroke = String(at);
    row.querySelector('.swatch')?.remove();
    box.after(...swatchOf(at));
  }

  /** There are so many strokes: of more, those that were ticked last. */
  #drawn(): readonly string[] {
    return [...this.#chosen].slice(-strokes.length);
  }
}

function saidOf(runs: number, ticked: number): string {
  const all = counted(runs, 'run');
  if (ticked === 0) {
    return l10n.t(
      '{0}. Tick some to lay their curves over each other, to see what differs, and for the buttons.',
      all,
    );
  }
  return ticked > strokes.length
    ? l10n.t(
        '{0}, {1} ticked, with the curves of the {2} ticked last.',
        ...[all, formatCount(ticked), strokes.length],
      )
    : l10n.t('{0}, {1} ticked.', all, formatCount(ticked));
}
