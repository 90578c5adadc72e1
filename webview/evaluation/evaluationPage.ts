import { spoken } from '../../src/core/common/sentence.ts';
import * as l10n from '@vscode/l10n';
import { debounce } from '../../src/core/common/debounce.ts';
import {
  type EvaluationSummary,
  type ExportFormat,
  type GridRow,
  type RowsAnswer,
} from '../../src/core/pages/evaluationMessages.ts';
import { emptyQuery, type SortColumn, type Query } from '../../src/core/evaluation/query.ts';
import { ColumnChooser } from './columnChooser.ts';
import { comparisonView } from './comparisonView.ts';
import { createButton, createDropdown, type DropdownControl } from '../common/controls.ts';
import { element, elementWith } from '../common/element.ts';
import { Drawer } from './drawer.ts';
import { exportChoices } from './exportChoices.ts';
import { availableColumns, evaluationGrid } from './evaluationGrid.ts';
import { FilterBar } from './filterBar.ts';
import { Grid } from '../grid/grid.ts';
import type { Host } from '../common/connectHost.ts';
import { pageRows } from '../grid/rowPages.ts';
import { statusOf } from './statusOf.ts';
import { Strip } from './strip.ts';
import { summaryView } from './summaryView.ts';
import { scrolledByKeys } from '../common/scrolledByKeys.ts';
import { visibleText } from '../common/visibleText.ts';
import { isFresh, restoreState, savePageState, saveState, type ViewState } from './viewState.ts';

/** Milliseconds without a change after which the view state is saved. */
const restBeforeSaving = 200;

/**
 * The evaluation of one run: its score, filters, rows, and beside them the chosen row. The host evaluates;
 * this page only draws.
 */
export class EvaluationPage {
  readonly element = element('main', 'page');
  readonly #host: Host;
  readonly #strip: Strip;
  readonly #summary = element('div', 'summary-place');
  readonly #drawer: Drawer;
  readonly #filters: FilterBar;
  readonly #grid: Grid<GridRow, SortColumn>;
  readonly #columns: ColumnChooser;
  readonly #compare: DropdownControl;
  readonly #export: DropdownControl;
  readonly #content = element('div', 'content');
  readonly #noHits: HTMLElement;
  readonly #nothing = elementWith('div', { class: 'nothing-yet', role: 'status' });
  #state: ViewState;
  readonly #saveSoon = debounce(restBeforeSaving, () => {
    saveState(this.#host, this.#state);
  });
  #asked = 0;
  #summaryNow: EvaluationSummary | undefined;

  constructor(host: Host) {
    this.#host = host;
    this.#state = restoreState(host);
    this.#columns = new ColumnChooser({
      onChoice: (columns) => {
        this.#keep({ columns });
        this.#grid.showColumns(columns);
        this.#showChoice();
      },
    });
    this.#compare = createDropdown(l10n.t('Compare with'), (runFolder) => {
      const parameters = { runFolder: runFolder === '' ? null : runFolder };
      void host.ask('compare', parameters).catch(this.#tell);
    });
    this.#export = createDropdown(l10n.t('Copy or export the rows that are shown'), (chosen) => {
      void this.#exportRows(chosen);
    });
    this.#export.setChoices(exportChoices, '');
    this.#strip = new Strip(
      [this.#compare.element, this.#export.element, this.#columns.element],
      () => {
        this.#keep({ isDetailed: !this.#state.isDetailed });
        this.#drawSummary();
      },
    );
    this.#filters = new FilterBar({
      onQuery: (query) => {
        this.#keep({ query, topRow: 0, activeRow: 0 });
        void this.#showRows();
      },
    });
    this.#drawer = new Drawer(host, {
      onClose: () => {
        this.#grid.focus();
      },
      onError: this.#tell,
    });
    this.#grid = new Grid(l10n.t('Questions'), evaluationGrid, {
      onOpen: (row) => {
        void this.#drawer.show(row);
      },
      onMove: (row) => {
        if (this.#drawer.isOpen) void this.#drawer.show(row);
      },
      onClose: () => {
        this.#drawer.close();
      },
      onColumns: (columns) => {
        this.#keep({ columns });
        this.#showChoice();
      },
      onSort: (column) => {
        this.#sortBy(column);
      },
      onView: (topRow, activeRow) => {
        this.#keep({ topRow, activeRow });
      },
    });
    const clear = createButton(l10n.t('Clear Filters'), () => {
      this.#clearFilters();
    });
    this.#noHits = element(
      'div',
      'no-hits',
      l10n.t('No question matches these filters.'),
      clear.element,
    );
    const grid = element('div', 'grid-place', this.#grid.element, this.#noHits);
    const rows = element('div', 'rows', grid, this.#drawer.element);
    scrolledByKeys(this.#summary, l10n.t('Details'));
    this.#content.append(this.#strip.element, this.#summary, this.#filters.line.element, rows);
    this.#content.hidden = true;
    this.#nothing.hidden = true;
    this.element.append(this.#content, this.#nothing);
  }

  /** Call once the page's element is in the document. */
  start(): void {
    this.#filters.setQuery(this.#state.query);
    this.#grid.mount();
    this.#grid.showColumns(this.#state.columns);
    this.#filters.line.takeFindKeys();
    this.#host.onDidChange(() => void this.#open());
    this.#host.onDidShowFact((fact) => {
      const query: Query = { ...emptyQuery, fact };
      this.#filters.setQuery(query);
      if (this.#summaryNow !== undefined) this.#filters.setSummary(this.#summaryNow);
      this.#keep({ query, topRow: 0, activeRow: 0 });
      void this.#showRows();
    });
    void this.#open();
  }

  async #open(): Promise<void> {
    const opened = await this.#host
      .ask('open', null)
      .catch((error: unknown) => ({ kind: 'nothing' as const, message: messageOf(error) }));
    if ('runFolder' in opened) savePageState(this.#host, opened);
    this.#content.hidden = opened.kind === 'nothing';
    this.#nothing.hidden = opened.kind !== 'nothing';
    if (opened.kind === 'nothing') {
      this.#nothing.replaceChildren(
        element('h1', '', l10n.t('No evaluation yet')),
        element('p', '', spoken(opened.message)),
      );
      return;
    }
    this.#summaryNow = opened.summary;
    document.body.dataset.vscodeContext = JSON.stringify({ runFolder: opened.runFolder });
    this.#drawSummary();
    const { compared, others, verdicts, questions } = opened.summary;
    if (isFresh(this.#state) && verdicts.exact < questions) {
      // Misses first, where there are any.
      const query: Query = { ...this.#state.query, sort: { column: 'recall', descending: false } };
      this.#filters.setQuery(query);
      this.#keep({ query });
    }
    this.#compare.setChoices(
      [
        {
          value: '',
          label: compared === undefined ? l10n.t('Compare…') : l10n.t('Compare with nothing'),
        },
        ...others.map(({ runFolder, label }) => ({ value: runFolder, label: visibleText(label) })),
      ],
      compared?.runFolder ?? '',
    );
    this.#compare.element.hidden = others.length === 0;
    if (compared === undefined && this.#state.query.changes.length > 0) {
      const query = { ...this.#state.query, changes: [] };
      this.#filters.setQuery(query);
      this.#keep({ query });
    }
    this.#grid.offer(availableColumns(compared !== undefined));
    this.#showChoice();
    this.#filters.setSummary(opened.summary);
    await this.#showRows();
  }

  #drawSummary(): void {
    const summary = this.#summaryNow;
    if (summary === undefined) return;
    const { isDetailed } = this.#state;
    this.#strip.draw(summary, isDetailed);
    this.#summary.replaceChildren(
      comparisonView(summary, () => {
        void this.#host.ask('compareRecipes', null).catch(this.#tell);
      }),
      summaryView(summary, isDetailed),
    );
  }

  /** Requests the first rows of the query; outdated answers are dropped. */
  async #showRows(): Promise<void> {
    const { query } = this.#state;
    const asked = ++this.#asked;
    // Update now, so that input before the answer arrives continues from here.
    this.#grid.scrollTo(this.#state.topRow);
    let answer: RowsAnswer;
    try {
      answer = await this.#host.ask('rows', { query, start: 0, count: pageRows });
    } catch (error) {
      if (asked === this.#asked) this.#tell(error);
      return;
    }
    if (asked !== this.#asked) return;
    const { topRow, activeRow } = this.#state;
    this.#filters.line.setError('');
    this.#filters.setCounts(answer);
    this.#noHits.hidden = answer.total > 0;
    this.#filters.line.setStatus(statusOf(answer.total, this.#summaryNow?.questions ?? 0, query));
    this.#grid.show({
      total: answer.total,
      sort: query.sort,
      topRow,
      activeRow,
      fetch: (start, count) =>
        start === 0 ? Promise.resolve(answer) : this.#host.ask('rows', { query, start, count }),
    });
  }

  /** Cycles through ascending, descending and the questions' order. */
  #sortBy(column: SortColumn): void {
    const { sort, ...unsorted } = this.#state.query;
    const isSame = sort?.column === column;
    const query: Query =
      isSame && sort.descending ? unsorted : { ...unsorted, sort: { column, descending: isSame } };
    this.#filters.setQuery(query);
    this.#keep({ query, topRow: 0 });
    void this.#showRows();
  }

  #clearFilters(): void {
    const { sort } = this.#state.query;
    const query: Query = sort === undefined ? emptyQuery : { ...emptyQuery, sort };
    this.#filters.setQuery(query);
    if (this.#summaryNow !== undefined) this.#filters.setSummary(this.#summaryNow);
    this.#keep({ query, topRow: 0, activeRow: 0 });
    void this.#showRows().then(() => {
      this.#filters.line.search.focus();
    });
  }

  #showChoice(): void {
    const isComparing = this.#summaryNow?.compared !== undefined;
    this.#columns.show(this.#state.columns, this.#grid.columns, isComparing);
  }

  async #exportRows(chosen: string): Promise<void> {
    this.#export.setChoices(exportChoices, '');
    const [to, format] = chosen.split(' ') as ['clipboard' | 'file' | '', ExportFormat | undefined];
    if (to === '' || format === undefined) return;
    const { query } = this.#state;
    try {
      const said = await this.#host.ask('exportRows', {
        query,
        columns: this.#grid.columns,
        format,
        to,
      });
      if (said !== '') this.#filters.line.setStatus(said);
    } catch (error) {
      this.#tell(error);
    }
  }

  readonly #tell = (error: unknown): void => {
    this.#filters.line.setError(messageOf(error));
  };

  #keep(part: Partial<ViewState>): void {
    this.#state = { ...this.#state, ...part };
    this.#saveSoon();
  }
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);
