import * as l10n from '@vscode/l10n';
import { formatDuration } from '../../src/core/common/formatDuration.ts';
import type { RunLine, RunsRequests } from '../../src/core/pages/runMessages.ts';
import { counted } from '../../src/core/common/counted.ts';
import { formatCount, formatPercent } from '../../src/core/common/formatNumbers.ts';
import { sortRuns, type RunColumn, type RunSort } from '../../src/core/pages/sortRuns.ts';
import { statusWord } from '../../src/core/run/statusWord.ts';
import { createButton } from '../common/controls.ts';
import { element, elementWith } from '../common/element.ts';
import type { Host } from '../common/connectHost.ts';
import { visibleText } from '../common/visibleText.ts';
import { differencesTable, swatchOf } from './differencesTable.ts';
import { RecallCurves, strokes } from './recallCurves.ts';
import { RunButtons } from './runButtons.ts';

const columns: readonly {
  readonly column: RunColumn;
  readonly title: string;
  readonly show: (run: RunLine) => string;
  readonly isNumber?: true;
}[] = [
  { column: 'name', title: l10n.t('Run'), show: ({ name }) => name },
  { column: 'label', title: l10n.t('What'), show: ({ label }) => label },
  { column: 'status', title: l10n.t('State'), show: ({ status }) => statusWord(status) },
  { column: 'train', title: l10n.t('Trained'), show: ({ train }) => share(train), isNumber: true },
  {
    column: 'phrasing',
    title: l10n.t('Phrasings'),
    show: ({ phrasing }) => share(phrasing),
    isNumber: true,
  },
  { column: 'fact', title: l10n.t('Facts'), show: ({ fact }) => share(fact), isNumber: true },
  {
    column: 'format',
    title: l10n.t('Format'),
    show: ({ format }) => share(format),
    isNumber: true,
  },
  { column: 'kept', title: l10n.t('Else kept'), show: ({ kept }) => share(kept), isNumber: true },
  {
    column: 'epochs',
    title: l10n.t('Epochs'),
    show: ({ epochs }) => epochs.toFixed(1),
    isNumber: true,
  },
  {
    column: 'seconds',
    title: l10n.t('Took'),
    show: (run) => duration(run.seconds),
    isNumber: true,
  },
  { column: 'preset', title: l10n.t('Preset'), show: ({ preset }) => preset },
  { column: 'rank', title: l10n.t('Rank'), show: ({ rank }) => String(rank), isNumber: true },
  {
    column: 'learningRate',
    title: l10n.t('Learning rate'),
    show: (run) => run.learningRate,
    isNumber: true,
  },
  { column: 'base', title: l10n.t('Base'), show: ({ base }) => base },
  {
    column: 'created',
    title: l10n.t('Begun'),
    show: ({ created }) => new Date(created).toLocaleString(),
  },
];

/** So many rows are drawn at first, and as many more whenever the last one comes near. */
const rowsAtOnce = 200;

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
  readonly #rows = element('tbody', '');
  readonly #end = element('div', '');
  #mostRows = rowsAtOnce;
  #runs: readonly RunLine[] = [];
  #sort: RunSort = { column: 'created', descending: true };
  #chosen: readonly string[] = [];

  constructor(host: Host<RunsRequests>) {
    this.#host = host;
    this.#buttons = new RunButtons(host);
    this.#train.element.hidden = true;
    this.element.append(
      element('header', 'heading', element('h1', '', l10n.t('Runs')), this.#buttons.element),
      this.#status,
      this.#train.element,
      this.#curves.element,
      this.#differences,
      this.#place,
      this.#end,
    );
  }

  /** Call once the page's element is in the document. */
  start(): void {
    const kept = this.#host.getState() as { sort?: RunSort } | undefined;
    if (columns.some(({ column }) => column === kept?.sort?.column) && kept?.sort) {
      this.#sort = kept.sort;
    }
    this.#host.onDidChange(() => void this.#open());
    const observer = new IntersectionObserver(
      (seen) => {
        if (seen.some(({ isIntersecting }) => isIntersecting)) this.#drawMore();
      },
      { rootMargin: '1000px' },
    );
    observer.observe(this.#end);
    void this.#open();
  }

  async #open(): Promise<void> {
    try {
      this.#runs = await this.#host.ask('open', null);
      this.#draw();
    } catch (error) {
      this.#status.textContent = error instanceof Error ? error.message : String(error);
    }
  }

  #draw(): void {
    const runs = sortRuns(this.#runs, this.#sort);
    const isThere = new Set(runs.map(({ runFolder }) => runFolder));
    this.#chosen = this.#chosen.filter((folder) => isThere.has(folder));
    this.#buttons.draw(runs.filter(({ runFolder }) => this.#chosen.includes(runFolder)));
    void this.#drawChosen();
    this.#status.textContent =
      runs.length === 0
        ? l10n.t('No run yet. Train one.')
        : saidOf(runs.length, this.#chosen.length);
    this.#train.element.hidden = runs.length > 0;
    this.#place.hidden = this.#buttons.element.hidden = runs.length === 0;
    const focused = document.activeElement?.getAttribute('data-key');
    this.#rows.replaceChildren(...runs.slice(0, this.#mostRows).map((run) => this.#row(run)));
    this.#place.replaceChildren(
      element(
        'table',
        '',
        element(
          'thead',
          '',
          element('tr', '', element('td', 'choice', this.#allBox()), ...columns.map(this.#header)),
        ),
        this.#rows,
      ),
    );
    if (focused)
      this.#place.querySelector<HTMLElement>(`[data-key="${CSS.escape(focused)}"]`)?.focus();
  }

  #drawMore(): void {
    const from = this.#rows.childElementCount;
    if (from >= this.#runs.length) return;
    this.#mostRows = from + rowsAtOnce;
    const next = sortRuns(this.#runs, this.#sort).slice(from, this.#mostRows);
    this.#rows.append(...next.map((run) => this.#row(run)));
  }

  readonly #header = ({ column, title, isNumber }: (typeof columns)[number]): HTMLElement => {
    const button = elementWith('button', { type: 'button', 'data-key': column }, title);
    button.addEventListener('click', () => {
      const isSame = this.#sort.column === column;
      // Numbers sort in descending order first.
      const descending = isSame ? !this.#sort.descending : isNumber === true;
      this.#sort = { column, descending };
      this.#host.setState({ sort: this.#sort });
      this.#draw();
    });
    const direction = this.#sort.descending ? 'descending' : 'ascending';
    return elementWith(
      'th',
      {
        scope: 'col',
        class: isNumber ? 'number' : '',
        'aria-sort': this.#sort.column === column ? direction : 'none',
      },
      button,
    );
  };

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
    const { runFolder, id, name } = run;
    const box = elementWith('input', {
      type: 'checkbox',
      'aria-label': l10n.t('Choose {0}', name),
      'data-key': `box ${id}`,
    }) as HTMLInputElement;
    box.checked = this.#chosen.includes(runFolder);
    box.addEventListener('change', () => {
      const others = this.#chosen.filter((folder) => folder !== runFolder);
      this.#chosen = box.checked ? [...others, runFolder] : others;
      this.#draw();
    });
    const open = elementWith(
      'button',
      { type: 'button', class: 'link', 'data-key': id },
      visibleText(name),
    );
    open.addEventListener('click', () => {
      const command = 'cricketLora.showRun';
      void this.#host.ask('command', { command, runFolder }).catch(() => undefined);
    });
    return element(
      'tr',
      '',
      element('td', 'choice', box, ...swatchOf(this.#drawn().indexOf(runFolder))),
      elementWith('th', { scope: 'row' }, open),
      ...columns
        .slice(1)
        .map(({ show, isNumber }) =>
          element('td', isNumber ? 'number' : '', visibleText(show(run))),
        ),
    );
  }

  /** There are so many strokes: of more, those that were ticked last. */
  #drawn(): readonly string[] {
    return this.#chosen.slice(-strokes.length);
  }

  #allBox(): HTMLElement {
    const box = elementWith('input', {
      type: 'checkbox',
      'aria-label': l10n.t('Choose all'),
      'data-key': 'box of all',
    }) as HTMLInputElement;
    const count = this.#chosen.length;
    box.checked = count > 0 && count === this.#runs.length;
    box.indeterminate = count > 0 && !box.checked;
    box.addEventListener('change', () => {
      this.#chosen = box.checked ? this.#runs.map(({ runFolder }) => runFolder) : [];
      this.#draw();
    });
    return box;
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

const share = (part: number | undefined): string =>
  part === undefined ? '–' : formatPercent(part);
const duration = (seconds: number | undefined): string =>
  seconds === undefined ? '–' : formatDuration(seconds);
