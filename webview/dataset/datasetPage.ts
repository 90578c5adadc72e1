import * as l10n from '@vscode/l10n';
import { debounce } from '../../src/core/common/debounce.ts';
import { counted } from '../../src/core/common/counted.ts';
import { formatCount, formatShare } from '../../src/core/common/formatNumbers.ts';
import {
  datasetColumns,
  type DatasetColumn,
  type DatasetQuery,
  type DatasetRequests,
  type DatasetRow,
  type DatasetRows,
  type DatasetSummary,
} from '../../src/core/pages/datasetMessages.ts';
import type { Host } from '../common/connectHost.ts';
import { createButton } from '../common/controls.ts';
import { element, elementWith } from '../common/element.ts';
import { visibleText } from '../common/visibleText.ts';
import { Grid } from '../grid/grid.ts';
import { automaticColumns, type ColumnChoice } from '../grid/gridColumns.ts';
import { pageRows } from '../grid/rowPages.ts';
import { DatasetDrawer } from './datasetDrawer.ts';
import { DatasetFilters, wholeDataset } from './datasetFilters.ts';
import { datasetGrid } from './datasetGrid.ts';

interface ViewState {
  readonly query: DatasetQuery;
  readonly topRow: number;
  readonly activeRow: number;
  readonly columns: ColumnChoice<DatasetColumn>;
}

/** Milliseconds without a change after which the view state is saved. */
const restBeforeSaving = 200;

/** A dataset: its counts, filters, lines, and beside them the chosen line. The host reads and edits it. */
export class DatasetPage {
  readonly element = element('main', 'page');
  readonly #host: Host<DatasetRequests>;
  readonly #title = element('h1', '');
  readonly #about = element('div', 'about dim');
  readonly #score = element('div', 'score', this.#title);
  readonly #unlock = createButton(
    l10n.t('Edit Questions'),
    () => void this.#host.ask('unlock', null).catch(this.#tell),
    'primary',
  );
  readonly #add = createButton(l10n.t('Add Question'), () => {
    this.#drawer.addQuestion();
  });
  readonly #filters = new DatasetFilters((query) => {
    this.#keep({ query, topRow: 0, activeRow: 0 });
    void this.#showRows();
  });
  readonly #drawer: DatasetDrawer;
  readonly #grid: Grid<DatasetRow, DatasetColumn>;
  readonly #noRows = elementWith('div', { class: 'no-hits' });
  #state: ViewState = { query: wholeDataset, topRow: 0, activeRow: 0, columns: automaticColumns };
  readonly #saveSoon = debounce(restBeforeSaving, () => {
    this.#host.setState(this.#state);
  });
  #asked = 0;

  constructor(host: Host<DatasetRequests>) {
    this.#host = host;
    this.#drawer = new DatasetDrawer(host, {
      onClose: () => {
        this.#grid.focus();
      },
      onError: this.#tell,
    });
    this.#grid = new Grid(l10n.t('Lines'), datasetGrid, {
      onOpen: (row) => {
        if (row.kind !== 'group') void this.#drawer.show(row);
      },
      onMove: (row) => {
        if (this.#drawer.isOpen && row.kind !== 'group') void this.#drawer.show(row);
      },
      onClose: () => {
        this.#drawer.close();
      },
      onView: (topRow, activeRow) => {
        this.#keep({ topRow, activeRow });
      },
      onColumns: (columns) => {
        this.#keep({ columns });
      },
    });
    const tools = element('div', 'tools', this.#unlock.element, this.#add.element);
    this.element.append(
      element(
        'div',
        'content',
        elementWith('header', { class: 'strip' }, this.#score, this.#about, tools),
        this.#filters.line.element,
        element(
          'div',
          'rows',
          element('div', 'grid-place', this.#grid.element, this.#noRows),
          this.#drawer.element,
        ),
      ),
    );
  }

  /** Call once the page's element is in the document. */
  start(): void {
    const kept = this.#host.getState();
    if (isViewState(kept)) this.#state = kept;
    this.#noRows.hidden = true;
    this.#unlock.element.hidden = true;
    this.#add.element.hidden = true;
    this.#filters.setQuery(this.#state.query);
    this.#grid.mount();
    this.#grid.showColumns(this.#state.columns);
    this.#filters.line.takeFindKeys();
    this.#host.onDidChange(() => void this.#open());
    void this.#open();
  }

  async #open(): Promise<void> {
    let summary: DatasetSummary;
    try {
      summary = await this.#host.ask('open', null);
    } catch (error) {
      this.#tell(error);
      return;
    }
    this.#draw(summary);
    this.#drawer.isLocked = summary.isLocked;
    await Promise.all([this.#showRows(), this.#drawer.refresh()]);
  }

  #draw(summary: DatasetSummary): void {
    const { questions, broken, facts, entities, answered, missed, isLocked, run, name } = summary;
    this.#title.textContent =
      answered === 0
        ? counted(questions, 'question')
        : l10n.t('{0} ❌ of {1}', formatCount(missed), formatCount(answered));
    const about = [
      name,
      ...(answered === 0 ? [] : [counted(questions, 'question')]),
      l10n.t('{0} of {1}', counted(facts, 'fact'), counted(entities, 'row')),
      ...(broken === 0 ? [] : [l10n.t('{0} without a question', counted(broken, 'line'))]),
      ...(run === undefined ? [] : [l10n.t('answers of {0}', run)]),
    ];
    this.#about.textContent = visibleText(about.join(' · '));
    this.#about.title = visibleText(about.join(' · '));
    this.#score.replaceChildren(
      this.#title,
      ...(answered === 0
        ? []
        : [element('span', '', l10n.t('{0} recalled', formatShare(answered - missed, answered)))]),
    );
    this.#unlock.element.hidden = !isLocked;
    this.#unlock.element.title = l10n.t(
      'It is as it was generated, and read-only until you want to edit it',
    );
    this.#add.element.hidden = isLocked;
    this.#filters.setSummary(summary);
  }

  /** Requests the first rows of the query; outdated answers are dropped. */
  async #showRows(): Promise<void> {
    const { query, topRow, activeRow } = this.#state;
    const asked = ++this.#asked;
    const fetch = (start: number, count: number): Promise<DatasetRows> =>
      this.#host.ask('rows', { query, start, count });
    let answer: DatasetRows;
    try {
      answer = await fetch(0, pageRows);
    } catch (error) {
      if (asked === this.#asked) this.#tell(error);
      return;
    }
    if (asked !== this.#asked) return;
    this.#filters.line.setError('');
    this.#filters.line.setCounts(answer.counts);
    const shown = answer.counts[query.marks];
    this.#filters.line.setStatus(
      shown === answer.counts.all
        ? counted(shown, 'line')
        : l10n.t('{0} of {1}', formatCount(shown), counted(answer.counts.all, 'line')),
    );
    this.#noRows.hidden = answer.total > 0;
    const isEmpty = answer.counts.all === 0 && query.text === '' && query.split === undefined;
    // Nothing to look through.
    this.#filters.line.element.hidden = isEmpty;
    this.#noRows.textContent = isEmpty
      ? l10n.t('No question yet: add one, or generate the dataset from its table.')
      : l10n.t('No line matches these filters.');
    this.#grid.show({
      total: answer.total,
      topRow,
      activeRow,
      fetch: (start, count) => (start === 0 ? Promise.resolve(answer) : fetch(start, count)),
    });
  }

  readonly #tell = (error: unknown): void => {
    this.#filters.line.setError(error instanceof Error ? error.message : String(error));
  };

  #keep(part: Partial<ViewState>): void {
    this.#state = { ...this.#state, ...part };
    this.#saveSoon();
  }
}

function isViewState(kept: unknown): kept is ViewState {
  const { query, topRow, activeRow, columns } = (kept ?? {}) as Partial<ViewState>;
  return (
    typeof topRow === 'number' &&
    typeof activeRow === 'number' &&
    ['all', 'missed', 'problems'].includes(query?.marks ?? '') &&
    typeof query?.text === 'string' &&
    typeof columns?.widths === 'object' &&
    (columns.shown === null || columns.shown.every((column) => datasetColumns.includes(column)))
  );
}
