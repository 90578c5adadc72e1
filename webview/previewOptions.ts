import type { PreviewOption, PreviewOptions } from '../src/core/previewMessages.ts';
import { createDropdown, createTextField, type Choice } from './controls.ts';
import { element } from './element.ts';

type Change = (option: PreviewOption, value: unknown) => void;

/** Milliseconds that typing must rest before it counts. */
const settling = 400;

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
  { value: ',', label: 'comma' },
  { value: ';', label: 'semicolon' },
  { value: '\t', label: 'tab' },
  { value: '|', label: 'bar' },
];
const answers: readonly Choice[] = [
  { value: 'as written', label: 'as written' },
  { value: 'thousands', label: '12,345' },
];

/** The options of a dataset; each change is sent at once and comes back as the setting. */
export class PreviewOptionsForm {
  readonly element = element('div', 'options');
  readonly #show: ((options: PreviewOptions, headers: readonly string[]) => void)[] = [];

  constructor(change: Change) {
    this.#number('Wordings to train', 'phrasingsPerFact', change);
    this.#number('Wordings held back', 'heldPhrasings', change);
    this.#number('Share of facts held back', 'heldFacts', change);
    this.#choice('Answers', 'answers', { choices: () => answers, change });
    this.#choice('Tell players apart by', 'tellApart', {
      choices: (headers) => [
        { value: '', label: 'nothing' },
        ...headers.map((header) => ({ value: header, label: header })),
      ],
      change: (option, value) => {
        change(option, value === null ? null : [value]);
      },
    });
    this.#choice('Encoding', 'encoding', { choices: () => encodings, change });
    this.#choice('Delimiter', 'delimiter', { choices: () => delimiters, change });
  }

  show(options: PreviewOptions, headers: readonly string[]): void {
    for (const show of this.#show) show(options, headers);
  }

  #number(
    label: string,
    option: 'phrasingsPerFact' | 'heldPhrasings' | 'heldFacts',
    change: Change,
  ): void {
    let timer: number | undefined;
    const field = createTextField(label, 'all', (text) => {
      clearTimeout(timer);
      timer = window.setTimeout(() => {
        const value = text.trim() === '' ? null : Number(text);
        if (value === null || Number.isFinite(value)) change(option, value);
      }, settling);
    });
    this.#add(label, field.element);
    this.#show.push((options) => {
      const value = String(options[option] ?? '');
      // What is being typed stays as it is.
      if (!field.element.contains(document.activeElement)) field.setValue(value);
    });
  }

  #choice(
    label: string,
    option: 'answers' | 'tellApart' | 'encoding' | 'delimiter',
    {
      choices,
      change,
    }: { choices: (headers: readonly string[]) => readonly Choice[]; change: Change },
  ): void {
    const dropdown = createDropdown(label, (value) => {
      change(option, value === '' ? null : value);
    });
    this.#add(label, dropdown.element);
    this.#show.push((options, headers) => {
      const value = options[option];
      const [first = ''] = Array.isArray(value) ? (value as string[]) : [];
      const chosen = typeof value === 'string' ? value : first;
      dropdown.setChoices(choices(headers), chosen);
    });
  }

  #add(label: string, control: HTMLElement): void {
    this.element.append(element('label', 'option', element('span', 'dim', label), control));
  }
}
