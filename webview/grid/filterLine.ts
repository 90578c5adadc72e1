import * as l10n from '@vscode/l10n';
import { debounce } from '../../src/core/common/debounce.ts';
import { formatCount } from '../../src/core/common/formatNumbers.ts';
import {
  createButton,
  createTextField,
  type ButtonControl,
  type TextFieldControl,
} from '../common/controls.ts';
import { elementWith } from '../common/element.ts';

interface FilterLineOptions<Mark extends string> {
  /** What the search looks through, for screen readers. */
  readonly searchLabel: string;
  /** How the mark of all is said, as `All 2,700 questions`. */
  readonly allOf: (count: string) => string;
  /** What the marks are about. */
  readonly group: string;
  readonly marks: readonly Mark[];
  readonly labels: Readonly<Record<Mark, readonly [sign: string, spoken: string]>>;
  readonly onSearch: (text: string) => void;
  readonly onMark: (mark: Mark) => void;
  /** Further controls, behind the marks. */
  readonly further: readonly HTMLElement[];
}

/** Milliseconds without a keystroke after which a search starts. */
const typingPause = 150;

/** What the filters of every grid have in one line: a search, marks with their counts, a status, an error. */
export class FilterLine<Mark extends string> {
  readonly element: HTMLElement;
  readonly search: TextFieldControl;
  readonly #options: FilterLineOptions<Mark>;
  readonly #marks: ReadonlyMap<Mark, ButtonControl>;
  /** Announced to screen readers when it changes. */
  readonly #status = elementWith('div', { class: 'status', role: 'status' });
  readonly #error = elementWith('div', { class: 'error', role: 'alert' });

  constructor(options: FilterLineOptions<Mark>) {
    const { searchLabel, group, marks, labels, onSearch, onMark, further } = options;
    this.#options = options;
    this.search = createTextField(searchLabel, l10n.t('Search'), debounce(typingPause, onSearch));
    this.#marks = new Map(
      marks.map((mark) => [
        mark,
        createButton(labels[mark][0], () => {
          onMark(mark);
        }),
      ]),
    );
    this.element = elementWith(
      'section',
      { class: 'filters', 'aria-label': l10n.t('Filters') },
      this.search.element,
      elementWith(
        'div',
        { role: 'group', class: 'segments', 'aria-label': group },
        ...Array.from(this.#marks.values(), ({ element }) => element),
      ),
      ...further,
      this.#status,
      this.#error,
    );
    this.setError('');
  }

  /** Makes room for any count up to this one, so that nothing moves when counts change. */
  setLargest(count: number): void {
    this.element.style.setProperty('--digits', `${formatCount(count).length}ch`);
  }

  setPressed(isPressed: (mark: Mark) => boolean): void {
    for (const [mark, button] of this.#marks) button.setPressed(isPressed(mark));
  }

  setCounts(counts: Readonly<Record<Mark, number>>): void {
    for (const [mark, button] of this.#marks) {
      const [sign, spoken] = this.#options.labels[mark];
      const count = formatCount(counts[mark]);
      button.setLabel(
        `${sign} ${count}`,
        mark === 'all' ? this.#options.allOf(count) : `${spoken}: ${count}`,
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

  /** From now on the keys of VS Code's own search lead to this one. */
  takeFindKeys(): void {
    document.addEventListener('keydown', (event) => {
      if (event.key !== 'f' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      this.search.focus();
    });
  }
}
