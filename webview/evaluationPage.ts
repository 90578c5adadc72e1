import type { EvaluationSummary, RowsAnswer } from '../src/core/messages.ts';
import { everything, type Column, type Query } from '../src/core/query.ts';
import { formatCount } from '../src/core/share.ts';
import { createButton } from './controls.ts';
import { element, elementWith } from './element.ts';
import { FilterBar } from './filterBar.ts';
import { Grid } from './grid.ts';
import type { Host } from './host.ts';
import { pageRows } from './rowPages.ts';
import { summaryView } from './summaryView.ts';
import { columnTitles } from './texts.ts';
import { restoreState, savePageState, saveState, type ViewState } from './viewState.ts';

/** Milliseconds without a change after which what is shown is kept. */
const restBeforeSaving = 200;

/** The evaluation of one run: summary, filters and rows. The host answers; this page only draws. */
export class EvaluationPage {
  readonly element = element('main', 'page');
  readonly #host: Host;
  readonly #summary = element('div', 'summary-place');
  readonly #filters: FilterBar;
  readonly #grid: Grid;
  readonly #content = element('div', 'content');
  readonly #noHits: HTMLElement;
  readonly #nothing = elementWith('div', { class: 'nothing-yet', role: 'status' });
  #state: ViewState;
  #saving: number | undefined;
  #asked = 0;
  #summaryNow: EvaluationSummary | undefined;

  constructor(host: Host) {
    this.#host = host;
    this.#state = restoreState(host);
    this.#filters = new FilterBar({
      onQuery: (query) => {
        this.#keep({ query, topRow: 0, activeRow: 0 });
        void this.#showRows();
      },
      onAllColumns: (allColumns) => {
        this.#keep({ allColumns });
        this.#grid.showAllColumns(allColumns);
      },
    });
    this.#grid = new Grid('Questions', {
      onOpen: ({ id }) => void host.ask('openQuestion', { id }).catch(this.#tell),
      onSort: (column) => {
        this.#sortBy(column);
      },
      onView: (topRow, activeRow) => {
        this.#keep({ topRow, activeRow });
      },
    });
    const clear = createButton('Clear Filters', () => {
      this.#clearFilters();
    });
    this.#noHits = element('div', 'no-hits', 'No question matches these filters.', clear.element);
    const rows = element('div', 'rows', this.#grid.element, this.#noHits);
    this.#content.append(this.#summary, this.#filters.element, rows);
    this.#content.hidden = true;
    this.#nothing.hidden = true;
    this.element.append(this.#content, this.#nothing);
  }

  /** To be called once the page's element is in the document. */
  start(): void {
    this.#filters.setQuery(this.#state.query);
    this.#filters.setAllColumns(this.#state.allColumns);
    this.#filters.setError('');
    this.#grid.mount();
    this.#grid.showAllColumns(this.#state.allColumns);
    document.addEventListener('keydown', (event) => {
      if (event.key !== 'f' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      this.#filters.focusSearch();
    });
    this.#host.onDidChange(() => void this.#open());
    void this.#open();
  }

  async #open(): Promise<void> {
    const opened = await this.#host
      .ask('open', null)
      .catch((error: unknown) => ({ kind: 'nothing' as const, message: messageOf(error) }));
    if ('runFolder' in opened) savePageState(this.#host, { runFolder: opened.runFolder });
    this.#content.hidden = opened.kind === 'nothing';
    this.#nothing.hidden = opened.kind !== 'nothing';
    if (opened.kind === 'nothing') {
      this.#nothing.replaceChildren(
        element('h1', '', 'No evaluation yet'),
        element('p', '', opened.message),
      );
      return;
    }
    this.#summaryNow = opened.summary;
    this.#summary.replaceChildren(
      summaryView(opened.summary, {
        isOpen: this.#state.isDetailed,
        onToggle: (isDetailed) => {
          this.#keep({ isDetailed });
        },
      }),
    );
    this.#filters.setSummary(opened.summary);
    await this.#showRows();
  }

  /** Asks for the first rows of the query; an answer that a newer question has overtaken is dropped. */
  async #showRows(): Promise<void> {
    const { query, topRow, activeRow } = this.#state;
    const asked = ++this.#asked;
    let answer: RowsAnswer;
    try {
      answer = await this.#host.ask('rows', { query, start: 0, count: pageRows });
    } catch (error) {
      if (asked === this.#asked) this.#tell(error);
      return;
    }
    if (asked !== this.#asked) return;
    this.#filters.setError('');
    this.#filters.setCounts(answer.verdicts);
    this.#noHits.hidden = answer.total > 0;
    this.#filters.setStatus(statusOf(answer.total, this.#summaryNow?.questions ?? 0, query));
    this.#grid.show({
      total: answer.total,
      sort: query.sort,
      topRow,
      activeRow,
      fetch: (start, count) =>
        start === 0 ? Promise.resolve(answer) : this.#host.ask('rows', { query, start, count }),
    });
  }

  /** First ascending, then descending, then the questions' own order. */
  #sortBy(column: Column): void {
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
    const query: Query = sort === undefined ? everything : { ...everything, sort };
    this.#filters.setQuery(query);
    if (this.#summaryNow !== undefined) this.#filters.setSummary(this.#summaryNow);
    this.#keep({ query, topRow: 0, activeRow: 0 });
    void this.#showRows().then(() => {
      this.#filters.focusSearch();
    });
  }

  readonly #tell = (error: unknown): void => {
    this.#filters.setError(messageOf(error));
  };

  #keep(part: Partial<ViewState>): void {
    this.#state = { ...this.#state, ...part };
    clearTimeout(this.#saving);
    this.#saving = window.setTimeout(() => {
      saveState(this.#host, this.#state);
    }, restBeforeSaving);
  }
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

function statusOf(total: number, questions: number, { sort }: Query): string {
  const shown =
    total === questions
      ? `${formatCount(total)} questions`
      : `${formatCount(total)} of ${formatCount(questions)} questions`;
  if (sort === undefined) return shown;
  const direction = sort.descending ? 'descending' : 'ascending';
  return `${shown}, by ${columnTitles[sort.column].toLowerCase()}, ${direction}`;
}
