import type { PreviewColumn } from '../../src/core/dataset/datasetPreview.ts';
import type { PreviewMessage, PreviewRequest } from '../../src/core/pages/previewMessages.ts';
import { createButton } from '../common/controls.ts';
import { element, elementWith } from '../common/element.ts';
import { columnsTable } from './columnsTable.ts';
import { PreviewOptionsForm } from './optionsForm.ts';
import { figures, findings, samplesTable } from './previewCards.ts';

/** What generating would make of a table. The host looks; this page draws and sends wishes. */
export class PreviewPage {
  readonly element = element('main', 'page');
  readonly #send: (request: PreviewRequest) => void;
  readonly #title = element('h1', '');
  readonly #form = element('span', 'dim');
  /** Announced to screen readers as it changes. */
  readonly #status = elementWith('span', { class: 'dim', role: 'status', 'aria-live': 'polite' });
  readonly #failure = elementWith('div', { class: 'failure', role: 'alert' });
  readonly #options: PreviewOptionsForm;
  readonly #body = element('div', 'body');
  /** Of the last table that could be looked at. */
  #columns: readonly PreviewColumn[] = [];

  constructor(send: (request: PreviewRequest) => void) {
    this.#send = send;
    this.#options = new PreviewOptionsForm(
      (option, value) => {
        send({ type: 'set', option, value });
      },
      () => {
        send({ type: 'choosePhrasings' });
      },
    );
    const generate = createButton(
      'Generate Dataset',
      () => {
        send({ type: 'generate' });
      },
      'primary',
    );
    const settings = createButton('Open Settings', () => {
      send({ type: 'openSettings' });
    });
    this.#failure.hidden = true;
    this.element.append(
      element('div', 'heading', this.#title, this.#form, this.#status),
      this.#failure,
      this.#options.element,
      element('div', 'buttons', generate.element, settings.element),
      this.#body,
    );
  }

  show(message: PreviewMessage): void {
    if (message.type === 'busy') {
      this.#status.textContent = 'Looking at the table…';
      return;
    }
    this.#failure.hidden = message.type !== 'failed';
    this.#body.hidden = message.type === 'failed';
    if (message.type === 'failed') {
      this.#status.textContent = '';
      this.#failure.textContent = message.message;
      this.#options.show(message.options, this.#columns);
      return;
    }
    const { preview, options, job } = message;
    this.#status.textContent = '';
    this.#title.textContent = preview.name;
    this.#form.textContent = `${preview.encoding}, cells separated by ${delimiterName(preview.delimiter)}`;
    this.#columns = preview.columns;
    this.#options.show(options, preview.columns);
    this.#body.replaceChildren(
      figures(preview, job),
      findings(preview),
      columnsTable(preview.columns, (statistics) => {
        this.#send({ type: 'set', option: 'statistics', value: statistics });
      }),
      samplesTable(preview.samples),
    );
  }
}

const names: Readonly<Record<string, string>> = {
  ',': 'commas',
  ';': 'semicolons',
  '\t': 'tabs',
  '|': 'bars',
};
const delimiterName = (delimiter: string): string => names[delimiter] ?? `“${delimiter}”`;
