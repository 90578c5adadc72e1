import { delimiterNames } from '../../src/core/csv/delimiters.ts';
import type { PreviewColumn } from '../../src/core/dataset/datasetPreview.ts';
import type { PreviewOption, PreviewOptions } from '../../src/core/pages/previewMessages.ts';
import { type Choice, createButton, createDropdown, createTextField } from '../common/controls.ts';
import { element } from '../common/element.ts';
import { labelled, settling, withChosen } from './formFields.ts';
import { PreviewRows } from './rowFilterForm.ts';

type Change = (option: PreviewOption, value: unknown) => void;

const encodings: readonly Choice[] = [
  { value: '', label: 'find out' },
  { value: 'utf-8', label: 'UTF-8' },
  { value: 'utf-16le', label: 'UTF-16 LE' },
  { value: 'utf-16be', label: 'UTF-16 BE' },
  { value: 'windows-1252', label: 'Windows 1252' },
  { value: 'euc-kr', label: 'cp949 (Korean)' },
  { value: 'gb18030', label: 'GB 18030 (Chinese)' },
];
const delimiters: readonly Choice[] = [
  { value: '', label: 'find out' },
  ...Object.entries(delimiterNames).map(([value, label]) => ({ value, label })),
];
const answers: readonly Choice[] = [
  { value: 'as written', label: 'as written' },
  { value: 'thousands', label: '12,345' },
];

interface Choosing {
  readonly choices: (columns: readonly PreviewColumn[]) => readonly Choice[];
  /** Of the value that is chosen: the setting. */
  readonly toSetting?: (value: string) => unknown;
}

/** The options of a dataset; each change is sent at once and comes back as the setting. */
export class PreviewOptionsForm {
  readonly element = element('div', 'options');
  readonly #change: Change;
  readonly #show: ((options: PreviewOptions, columns: readonly PreviewColumn[]) => void)[] = [];

  constructor(change: Change, onChoosePhrasings: () => void) {
    this.#change = change;
    const headers = (columns: readonly PreviewColumn[]): Choice[] =>
      columns.map(({ name }) => ({ value: name, label: name }));
    const others = (columns: readonly PreviewColumn[]) =>
      headers(columns.filter(({ role }) => role !== 'entity'));
    const none = (label: string): Choice => ({ value: '', label });
    this.#group('Table', [
      this.#choice('Players are named by', 'entityColumn', {
        choices: (columns) => [none('find out'), ...headers(columns)],
      }),
      this.#choice('Tell players apart by', 'tellApart', {
        choices: (columns) => [none('nothing'), ...others(columns)],
        toSetting: (value) => [value],
      }),
      this.#choice('Encoding', 'encoding', { choices: () => encodings }),
      this.#choice('Delimiter', 'delimiter', { choices: () => delimiters }),
    ]);
    const rows = new PreviewRows((value) => {
      change('rows', value);
    });
    this.#show.push((options, columns) => {
      rows.show(options.rows, columns);
    });
    this.#group('Rows', [rows.element]);
    this.#group('Questions', [
      this.#number('Phrasings to train', 'phrasingsPerFact'),
      this.#number('Phrasings held back', 'heldPhrasings'),
      this.#number('Share of facts held back', 'heldFacts'),
      this.#number('Seed', 'seed'),
      this.#choice('Answers', 'answers', { choices: () => answers }),
      this.#phrasings(onChoosePhrasings),
    ]);
  }

  show(options: PreviewOptions, columns: readonly PreviewColumn[]): void {
    for (const show of this.#show) show(options, columns);
  }

  #number(
    label: string,
    option: 'phrasingsPerFact' | 'heldPhrasings' | 'heldFacts' | 'seed',
  ): HTMLElement {
    let timer: number | undefined;
    const field = createTextField(label, option === 'seed' ? '42' : 'all', (text) => {
      clearTimeout(timer);
      timer = window.setTimeout(() => {
        const value = text.trim() === '' ? null : Number(text);
        if (value === null || Number.isFinite(value)) this.#change(option, value);
      }, settling);
    });
    this.#show.push((options) => {
      const value = String(options[option] ?? '');
      // What is being typed stays as it is.
      if (!field.element.contains(document.activeElement)) field.setValue(value);
    });
    return labelled(label, field.element);
  }

  #choice(
    label: string,
    option: 'answers' | 'entityColumn' | 'tellApart' | 'encoding' | 'delimiter',
    { choices, toSetting = (value) => value }: Choosing,
  ): HTMLElement {
    const dropdown = createDropdown(label, (value) => {
      this.#change(option, value === '' ? null : toSetting(value));
    });
    this.#show.push((options, columns) => {
      const value = options[option];
      const chosen = (typeof value === 'string' ? value : value?.[0]) ?? '';
      dropdown.setChoices(withChosen(choices(columns), chosen), chosen);
    });
    return labelled(label, dropdown.element);
  }

  #phrasings(onChoose: () => void): HTMLElement {
    const button = createButton('', onChoose);
    this.#show.push(({ phrasings }) => {
      const label = phrasings ?? 'the usual ones';
      button.setLabel(label, `Phrasings: ${label}. Choose others`);
    });
    return labelled('Phrasings', button.element);
  }

  #group(title: string, options: readonly HTMLElement[]): void {
    const group = element('fieldset', '', element('legend', '', title), ...options);
    this.element.append(group);
  }
}
