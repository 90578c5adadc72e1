import { spoken } from '../../src/core/common/sentence.ts';
import * as l10n from '@vscode/l10n';
import { delimiterNames, type Delimiter } from '../../src/core/csv/delimiters.ts';
import type { PreviewColumn } from '../../src/core/dataset/datasetPreview.ts';
import type {
  PreviewAnswer,
  PreviewOption,
  PreviewRequests,
} from '../../src/core/pages/previewMessages.ts';
import type { Host } from '../common/connectHost.ts';
import { createButton } from '../common/controls.ts';
import { element, elementWith } from '../common/element.ts';
import { columnsTable } from './columnsTable.ts';
import { focusAgain, keyOfFocus } from './formFields.ts';
import { PreviewOptionsForm } from './optionsForm.ts';
import { figures, findings, readingList, samplesTable } from './previewCards.ts';

/** What generating would make of a table. The host computes it; this page draws it and changes options. */
export class PreviewPage {
  readonly element = element('main', 'page');
  readonly #host: Host<PreviewRequests>;
  readonly #title = element('h1', '');
  readonly #form = element('span', 'dim');
  /** Announced to screen readers as it changes. */
  readonly #status = elementWith('span', { class: 'dim', role: 'status', 'aria-live': 'polite' });
  readonly #failure = elementWith('div', { class: 'failure', role: 'alert' });
  readonly #options: PreviewOptionsForm;
  readonly #generate = createButton(
    l10n.t('Generate Dataset'),
    () => {
      this.#ask('generate');
    },
    'primary',
  );
  readonly #body = element('div', 'body');
  /** Of the last table that could be looked at. */
  #columns: readonly PreviewColumn[] = [];

  constructor(host: Host<PreviewRequests>) {
    this.#host = host;
    this.#options = new PreviewOptionsForm(this.#set, () => {
      this.#ask('choosePhrasings');
    });
    const settings = createButton(l10n.t('Open Settings'), () => {
      this.#ask('openSettings');
    });
    this.#failure.hidden = true;
    this.element.append(
      element('div', 'heading', this.#title, this.#form, this.#status),
      this.#failure,
      this.#options.element,
      element('div', 'buttons', this.#generate.element, settings.element),
      this.#body,
    );
  }

  /** Call once the page's element is in the document. */
  start(): void {
    this.#host.onDidChange(this.#draw);
    this.#host.ask('open', null).then(({ table }) => {
      this.#host.setState({ table });
      // Named also where it cannot be looked at.
      this.#title.textContent ||= fileNameOf(table);
    }, this.#fail);
    this.#draw();
  }

  readonly #fail = (error: unknown): void => {
    this.#body.ariaBusy = 'false';
    this.#status.textContent = '';
    this.#failure.hidden = false;
    this.#failure.textContent = (error as Error).message;
  };

  readonly #set = (option: PreviewOption, value: unknown): void => {
    this.#host.ask('set', { option, value }).catch(this.#fail);
  };

  #ask(name: 'generate' | 'choosePhrasings' | 'openSettings'): void {
    this.#host.ask(name, null).catch(this.#fail);
  }

  /** Requests the preview; an outdated one is null. */
  readonly #draw = (): void => {
    this.#body.ariaBusy = 'true';
    this.#status.textContent = l10n.t('Looking at the table…');
    this.#host.ask('preview', null).then((answer) => {
      if (answer !== null) this.#show(answer);
    }, this.#fail);
  };

  #show(answer: PreviewAnswer): void {
    this.#status.textContent = '';
    this.#body.ariaBusy = 'false';
    this.#failure.hidden = answer.kind !== 'failed';
    this.#body.hidden = answer.kind === 'failed';
    // It would fail alike.
    this.#generate.setDisabled(answer.kind === 'failed');
    if (answer.kind === 'failed') {
      this.#failure.textContent = spoken(answer.message);
      this.#options.show(answer.options, this.#columns);
      return;
    }
    const { preview, options, job } = answer;
    this.#title.textContent = preview.name;
    this.#form.textContent = l10n.t(
      '{0}, cells separated by: {1}',
      preview.encoding,
      delimiterName(preview.delimiter),
    );
    this.#columns = preview.columns;
    this.#options.show(options, preview.columns);
    const focused = keyOfFocus();
    this.#body.replaceChildren(
      figures(preview, job),
      readingList(preview),
      findings(preview),
      samplesTable(preview.samples),
      columnsTable({ preview, options, change: this.#set }),
    );
    if (focused !== undefined) focusAgain(this.#body, focused);
  }
}

const fileNameOf = (uri: string): string =>
  decodeURIComponent(new URL(uri).pathname.split('/').at(-1) ?? '');

const delimiterName = (delimiter: string): string =>
  delimiter in delimiterNames ? delimiterNames[delimiter as Delimiter] : `“${delimiter}”`;
