import * as l10n from '@vscode/l10n';
import { delimiterNames } from '../../src/core/csv/delimiters.ts';
import type { PreviewColumn } from '../../src/core/dataset/datasetPreview.ts';
import type { PreviewOption, PreviewOptions } from '../../src/core/pages/previewMessages.ts';
import { cricket } from '../../src/core/reading/domain.ts';
import { type Choice, createButton, createDropdown, createTextField } from '../common/controls.ts';
import { element } from '../common/element.ts';
import { labelled, settling, withChosen } from './formFields.ts';
import { PreviewRows } from './rowFilterForm.ts';

type Change = (option: PreviewOption, value: unknown) => void;

const encodings: readonly Choice[] = [
  { value: '', label: l10n.t('automatic') },
  { value: 'utf-8', label: 'UTF-8' },
  { value: 'utf-16le', label: 'UTF-16 LE' },
  { value: 'utf-16be', label: 'UTF-16 BE' },
  { value: 'windows-1252', label: 'Windows 1252' },
  { value: 'euc-kr', label: l10n.t('cp949 (Korean)') },
  { value: 'gb18030', label: l10n.t('GB 18030 (Chinese)') },
];
const delimiters: readonly Choice[] = [
  { value: '', label: l10n.t('automatic') },
  ...Object.entries(delimiterNames).map(([value, label]) => ({ value, label })),
];
const answers: readonly Choice[] = [
  { value: 'as written', label: l10n.t('as written') },
  { value: 'thousands', label: '12,345' },
];

const domains: readonly Choice[] = [
  { value: 'auto', label: l10n.t('automatic') },
  { value: 'cricket', label: l10n.t('cricket') },
  { value: 'general', label: l10n.t('anything else') },
];
const formats: readonly Choice[] = [
  { value: '', label: l10n.t('automatic') },
  ...cricket.formats.map(({ id, title }) => ({ value: id, label: title })),
];

const placeholders: Readonly<Partial<Record<PreviewOption, string>>> = {
  seed: '42',
  // The word in settings.json, in any language.
  unknown: 'auto',
  headerLine: l10n.t('automatic'),
};

/** The key in the settings, or what the settings of before it say. */
const keyIn = ({ key, entityColumn, tellApart }: PreviewOptions): readonly string[] =>
  key ?? (entityColumn === '' ? [] : [entityColumn, ...tellApart]);

interface Choosing {
  readonly choices: (columns: readonly PreviewColumn[]) => readonly Choice[];
}

type NumberOption =
  | 'phrasingsPerFact'
  | 'heldPhrasings'
  | 'heldFacts'
  | 'unknown'
  | 'otherWays'
  | 'seed'
  | 'headerLine';

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
    this.#group(l10n.t('Table'), [
      this.#key(l10n.t('Rows are named by'), 0, (columns) => [
        none(l10n.t('automatic')),
        ...headers(columns),
      ]),
      this.#key(l10n.t('Then by'), 1, (columns) => [
        none(l10n.t('nothing more')),
        ...others(columns),
      ]),
      this.#key(l10n.t('And by'), 2, (columns) => [
        none(l10n.t('nothing more')),
        ...others(columns),
      ]),
      this.#choice(l10n.t('About'), 'domain', { choices: () => domains }),
      this.#choice(l10n.t('Format'), 'format', { choices: () => formats }),
      this.#number(l10n.t('Line of the header'), 'headerLine'),
      this.#choice(l10n.t('Encoding'), 'encoding', { choices: () => encodings }),
      this.#choice(l10n.t('Delimiter'), 'delimiter', { choices: () => delimiters }),
    ]);
    const rows = new PreviewRows((value) => {
      change('rows', value);
    });
    this.#show.push((options, columns) => {
      rows.show(options.rows, columns);
    });
    this.#group(l10n.t('Rows'), [rows.element]);
    this.#group(l10n.t('Questions'), [
      this.#number(l10n.t('Phrasings to train'), 'phrasingsPerFact'),
      this.#number(l10n.t('Phrasings held back'), 'heldPhrasings'),
      this.#number(l10n.t('Share of facts held back'), 'heldFacts'),
      this.#number(l10n.t('Unanswerable, trained'), 'unknown'),
      this.#number(l10n.t('Facts asked in other ways'), 'otherWays'),
      this.#number(l10n.t('Seed'), 'seed'),
      this.#choice(l10n.t('Answers'), 'answers', { choices: () => answers }),
      this.#phrasings(onChoosePhrasings),
    ]);
  }

  show(options: PreviewOptions, columns: readonly PreviewColumn[]): void {
    for (const show of this.#show) show(options, columns);
  }

  #number(label: string, option: NumberOption): HTMLElement {
    let timer: number | undefined;
    const field = createTextField(label, placeholders[option] ?? l10n.t('all'), (text) => {
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
    option: 'answers' | 'domain' | 'format' | 'encoding' | 'delimiter',
    { choices }: Choosing,
  ): HTMLElement {
    const dropdown = createDropdown(label, (value) => {
      this.#change(option, value === '' ? null : value);
    });
    this.#show.push((options, columns) => {
      const chosen = options[option] ?? '';
      dropdown.setChoices(withChosen(choices(columns), chosen), chosen);
    });
    return labelled(label, dropdown.element);
  }

  /** A part of the key: the name, or what is said besides. */
  #key(
    label: string,
    place: number,
    choices: (columns: readonly PreviewColumn[]) => readonly Choice[],
  ): HTMLElement {
    let key: readonly string[] = [];
    /** Headers that are found, which stay when another is chosen. */
    let found: readonly string[] = [];
    const dropdown = createDropdown(label, (value) => {
      const before = key.length > 0 ? key : found;
      const changed =
        value === ''
          ? before.slice(0, place)
          : [...before.slice(0, place), value, ...before.slice(place + 1)];
      this.#change('key', changed.length === 0 ? null : changed);
    });
    this.#show.push((options, columns) => {
      key = keyIn(options);
      found = columns.filter(({ role }) => role === 'entity').map(({ name }) => name);
      const chosen = key[place] ?? '';
      dropdown.setChoices(withChosen(choices(columns), chosen), chosen);
    });
    return labelled(label, dropdown.element);
  }

  #phrasings(onChoose: () => void): HTMLElement {
    const button = createButton('', onChoose);
    this.#show.push(({ phrasings }) => {
      const label = phrasings ?? l10n.t('the usual ones');
      button.setLabel(label, l10n.t('Phrasings: {0}. Choose others', label));
    });
    return labelled(l10n.t('Phrasings'), button.element);
  }

  #group(title: string, options: readonly HTMLElement[]): void {
    const group = element('fieldset', '', element('legend', '', title), ...options);
    this.element.append(group);
  }
}
