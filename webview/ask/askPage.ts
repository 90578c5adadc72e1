import { spoken } from '../../src/core/common/sentence.ts';
import * as l10n from '@vscode/l10n';
import type {
  AskAnswer,
  AskRequests,
  LookUpAnswer,
  ModelOutput,
} from '../../src/core/pages/askMessages.ts';
import { formatPercent } from '../../src/core/common/formatNumbers.ts';
import { createButton, createCheckbox } from '../common/controls.ts';
import { element, elementWith } from '../common/element.ts';
import type { Host } from '../common/connectHost.ts';
import { visibleText } from '../common/visibleText.ts';

/** What survives a reload. */
interface Kept {
  readonly runFolder: string;
  readonly answer: AskAnswer | undefined;
  readonly lookUp: boolean;
}

/** Of the dataset's questions, to begin with. */
const mostOffered = 5;

/**
 * Asks the model a question and shows the base's and adapter's answers with token probabilities.
 */
export class AskPage {
  readonly element = element('main', 'ask-page');
  readonly #host: Host<AskRequests>;
  readonly #title = element('span', 'dim');
  readonly #suggestions = elementWith('datalist', { id: 'suggestions' });
  readonly #question = elementWith('input', {
    type: 'text',
    list: 'suggestions',
    'aria-label': l10n.t('Question'),
    placeholder: l10n.t('Type a question, or pick one'),
  }) as HTMLInputElement;
  readonly #answers = elementWith('section', { 'aria-live': 'polite', class: 'answers' });
  readonly #lookUp = createCheckbox(l10n.t('With look-up'), (checked) => {
    this.#withLookUp = checked;
    this.#keep();
    void this.#ask();
  });
  #withLookUp = false;
  #asked = 0;
  #runFolder = '';
  #answer: AskAnswer | undefined;

  constructor(host: Host<AskRequests>) {
    this.#host = host;
    const form = element('form', 'question', this.#question, this.#suggestions);
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#ask();
    });
    const ask = createButton(l10n.t('Ask'), () => void this.#ask(), 'primary');
    this.#lookUp.element.title = l10n.t(
      'Also asks the base with the row of the table that is found for the question',
    );
    form.append(ask.element, this.#lookUp.element);
    const head = element(
      'header',
      'heading',
      element('h1', '', l10n.t('Ask the Model')),
      this.#title,
    );
    this.element.append(head, form, this.#answers);
  }

  /** Call once the page's element is in the document. */
  start(): void {
    this.#question.focus();
    const kept = this.#host.getState() as Kept | undefined;
    this.#withLookUp = kept?.lookUp === true;
    this.#lookUp.setChecked(this.#withLookUp);
    if (kept?.answer !== undefined) {
      this.#question.value = kept.answer.question;
      this.#show(kept.answer);
    }
    this.#host.onDidChange(() => void this.#open());
    void this.#open();
  }

  async #open(): Promise<void> {
    const { runFolder, title, suggestions, question } = await this.#host.ask('open', null);
    this.#runFolder = runFolder;
    this.#keep();
    this.#title.textContent = visibleText(title);
    this.#suggestions.replaceChildren(
      ...suggestions.map((value) => elementWith('option', { value })),
    );
    if (question !== undefined) {
      this.#question.value = question;
      await this.#ask();
    } else if (this.#answer === undefined && this.#asked === 0) {
      this.#offer(suggestions.slice(0, mostOffered));
    }
  }

  /** Something to begin with, as long as nothing has been asked. */
  #offer(questions: readonly string[]): void {
    if (questions.length === 0) return;
    const items = questions.map((question) => {
      const button = elementWith(
        'button',
        { type: 'button', class: 'link' },
        visibleText(question),
      );
      button.addEventListener('click', () => {
        this.#question.value = question;
        this.#question.focus();
        void this.#ask();
      });
      return element('li', '', button);
    });
    this.#answers.replaceChildren(
      element('p', 'dim', l10n.t('Questions of the dataset:')),
      element('ul', 'offered', ...items),
    );
  }

  async #ask(): Promise<void> {
    const question = this.#question.value.trim();
    if (question === '') return;
    const asked = ++this.#asked;
    this.#answers.replaceChildren(element('p', 'dim', l10n.t('Asking…')));
    try {
      const answer = await this.#host.ask('ask', { question, lookUp: this.#withLookUp });
      if (asked !== this.#asked) return;
      this.#show(answer);
      this.#keep();
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (asked === this.#asked) this.#answers.replaceChildren(element('p', 'notice', message));
    }
  }

  #show(answer: AskAnswer): void {
    this.#answer = answer;
    this.#answers.replaceChildren(...drawn(answer));
  }

  /** Saves what host and page need to restore this page after a reload. */
  #keep(): void {
    this.#host.setState({
      runFolder: this.#runFolder,
      answer: this.#answer,
      lookUp: this.#withLookUp,
    } satisfies Kept);
  }
}

function drawn({ question, adapter, base, lookUp, golden, parity }: AskAnswer): HTMLElement[] {
  return [
    element('h2', '', visibleText(question)),
    element(
      'p',
      '',
      golden === undefined
        ? l10n.t('This question is not in the dataset, so there is no golden to compare with.')
        : l10n.t('Golden: {0}', visibleText(golden)),
    ),
    element(
      'div',
      'sides',
      side(l10n.t('Adapter'), adapter, golden),
      base === undefined
        ? element('p', 'dim', l10n.t('Export the base, too, to see its answer.'))
        : side(l10n.t('Base alone'), base, golden),
      ...(lookUp === undefined ? [] : [lookUpSide(lookUp, golden)]),
    ),
    ...(parity === undefined ? [] : [element('p', 'dim', visibleText(spoken(parity)))]),
  ];
}

/** What the base answers with the row that was found, and which row that is. */
function lookUpSide(lookUp: LookUpAnswer, golden: string | undefined): HTMLElement {
  if ('problem' in lookUp) return element('p', 'dim', visibleText(spoken(lookUp.problem)));
  const { base, cells } = lookUp;
  const made =
    base === undefined
      ? element('p', 'dim', l10n.t('Export the base, too, to see its answer with look-up.'))
      : side(l10n.t('Base with look-up'), base, golden);
  const rows = (cells ?? []).map(([header, value]) =>
    element(
      'tr',
      '',
      elementWith('th', { scope: 'row' }, visibleText(header)),
      element('td', '', visibleText(value)),
    ),
  );
  const found = cells === null ? l10n.t('No row was found.') : l10n.t('The row that was found:');
  return element(
    'section',
    'side',
    made,
    element('p', 'dim', found),
    element('table', 'found', element('tbody', '', ...rows)),
  );
}

function side(
  title: string,
  { output, tokens }: ModelOutput,
  golden: string | undefined,
): HTMLElement {
  const isExact = output.trim() === golden;
  const said = output.trim() === '' ? l10n.t('(nothing)') : visibleText(output);
  const judged = isExact ? l10n.t('✅ recalled: {0}', said) : l10n.t('❌ not recalled: {0}', said);
  const rows = tokens.map(({ text, probability }) => {
    const bar = elementWith('div', { class: 'bar', 'aria-hidden': 'true' });
    const fill = element('div', 'fill');
    fill.style.width = `${probability * 100}%`;
    bar.append(fill);
    return element(
      'tr',
      '',
      elementWith('th', { scope: 'row' }, visibleText(text)),
      element('td', 'number', formatPercent(probability)),
      element('td', '', bar),
    );
  });
  const head = [l10n.t('Token'), l10n.t('Probability')].map((name) =>
    elementWith('th', { scope: 'col' }, name),
  );
  return element(
    'section',
    'side',
    element('h3', '', title),
    element('p', 'output', golden === undefined ? said : judged),
    element(
      'table',
      '',
      element('thead', '', element('tr', '', ...head, element('td', ''))),
      element('tbody', '', ...rows),
    ),
  );
}
