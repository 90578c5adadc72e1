import { spoken } from '../../src/core/common/sentence.ts';
import * as l10n from '@vscode/l10n';
import type { DatasetPreview, PreviewColumn } from '../../src/core/dataset/datasetPreview.ts';
import { counted } from '../../src/core/common/counted.ts';
import { formatCount } from '../../src/core/common/formatNumbers.ts';
import type { PreviewOption, PreviewOptions } from '../../src/core/pages/previewMessages.ts';
import { forms, type Form } from '../../src/core/reading/columnForm.ts';
import {
  type Choice,
  createCheckbox,
  createDropdown,
  createTextField,
} from '../common/controls.ts';
import { element, elementWith } from '../common/element.ts';
import { keepFocus, settling } from './formFields.ts';
import { titled } from './previewCards.ts';

const titles = [
  l10n.t('Ask'),
  l10n.t('Column'),
  l10n.t('Is'),
  l10n.t('Called'),
  l10n.t('Values'),
  l10n.t('For example'),
  l10n.t('Left out'),
];

const formTitles: Readonly<Record<Form, string>> = {
  integer: l10n.t('whole numbers'),
  decimal: l10n.t('decimals'),
  money: l10n.t('money'),
  percent: l10n.t('percent'),
  year: l10n.t('years'),
  span: l10n.t('spans of years'),
  date: l10n.t('dates'),
  score: l10n.t('scores (* not out)'),
  figures: l10n.t('wickets/runs'),
  flag: l10n.t('yes or no'),
  code: l10n.t('codes'),
  url: l10n.t('addresses of pages'),
  text: l10n.t('texts'),
  'long text': l10n.t('long texts'),
  empty: l10n.t('empty'),
};

/** What the table's columns are changed by. */
interface Changing {
  readonly preview: DatasetPreview;
  readonly options: PreviewOptions;
  readonly change: (option: PreviewOption, value: unknown) => void;
}

/** The table's columns and what each became; everything in it can be changed. */
export function columnsTable(changing: Changing): HTMLElement {
  const head = titles.map((title) => elementWith('th', { scope: 'col' }, title));
  return titled(
    l10n.t('Columns'),
    elementWith(
      'table',
      { class: 'columns', 'aria-label': l10n.t('Columns') },
      element('thead', '', element('tr', '', ...head)),
      element(
        'tbody',
        '',
        ...changing.preview.columns.map((column) => columnRow(column, changing)),
      ),
    ),
  );
}

function columnRow(column: PreviewColumn, changing: Changing): HTMLElement {
  const { name, asked, values, examples } = column;
  return element(
    'tr',
    asked ? 'asked' : '',
    element('td', '', ...askBox(column, changing)),
    elementWith('th', { class: 'name', scope: 'row' }, name),
    element('td', '', formDropdown(column, changing)),
    element('td', '', ...called(column, changing)),
    element('td', 'number', formatCount(values)),
    element('td', 'examples', examples.join(' · ')),
    element('td', 'left-out', ...leftOut(column, changing)),
  );
}

function askBox(
  { id, name, asked, values }: PreviewColumn,
  { preview: { columns }, change }: Changing,
): HTMLElement[] {
  if (id === undefined || values === 0) return [];
  const box = createCheckbox('', (isAsked) => {
    const isChosen = (one: PreviewColumn): boolean => (one.id === id ? isAsked : one.asked);
    change(
      'statistics',
      columns.flatMap((one) => (one.id !== undefined && isChosen(one) ? [one.id] : [])),
    );
  });
  box.element.setAttribute('aria-label', l10n.t('Ask about {0}', name));
  box.setChecked(asked);
  return [keepFocus(box.element, `${name}/ask`)];
}

const roles: readonly Choice[] = [
  { value: 'name', label: l10n.t('the name') },
  { value: 'part', label: l10n.t('part of the name') },
];
const others = forms
  .filter((form) => form !== 'empty')
  .map((form): Choice => ({ value: form, label: formTitles[form] }));

/** What a column is: found, or one of the names and forms. */
function formDropdown(column: PreviewColumn, changing: Changing): HTMLElement {
  const { name, role, form } = column;
  const { options } = changing;
  const found =
    role === 'entity'
      ? l10n.t('the name')
      : role === 'key' || role === 'tells apart'
        ? l10n.t('part of the name')
        : formTitles[form];
  const dropdown = createDropdown(l10n.t('{0} is', name), (value) => {
    setMeaning(column, value, changing);
  });
  const place = options.key?.indexOf(name) ?? -1;
  const wished = options.columns?.[name]?.form;
  const chosen = place === 0 ? 'name' : place > 0 ? 'part' : (wished ?? '');
  const isFound = chosen === '';
  dropdown.setChoices(
    [{ value: '', label: isFound ? found : l10n.t('automatic') }, ...roles, ...others],
    chosen,
  );
  return keepFocus(dropdown.element, `${name}/is`);
}

function setMeaning(
  { name }: PreviewColumn,
  value: string,
  { preview: { reading }, options, change }: Changing,
): void {
  const rest = [...reading.namedBy, ...reading.toldApartBy].filter((header) => header !== name);
  const isPart = value === 'name' || value === 'part';
  if (isPart) {
    change('key', value === 'name' ? [name, ...rest.slice(1)] : [...rest, name]);
    return;
  }
  if (options.key?.includes(name)) {
    const left = options.key[0] === name ? [] : options.key.filter((header) => header !== name);
    change('key', left.length === 0 ? null : left);
  }
  if (value !== (options.columns?.[name]?.form ?? '')) {
    setWish(name, { form: value === '' ? undefined : (value as Form) }, { options, change });
  }
}

/** What questions call a column, and in which unit; only of those without phrasings of cricket. */
function called(
  { name, words, askedIn, title, asked, notAsked }: PreviewColumn,
  { options, change }: Changing,
): HTMLElement[] {
  if (words === undefined) return [element('span', 'dim', title ?? '')];
  if (!asked) return [element('span', 'dim', notAsked === undefined ? words : spoken(notAsked))];
  let timer: number | undefined;
  const field = createTextField(l10n.t('{0} is called', name), words, (text) => {
    clearTimeout(timer);
    timer = window.setTimeout(() => {
      setWish(name, { words: text.trim() === '' ? undefined : text.trim() }, { options, change });
    }, settling);
  });
  field.setValue(words);
  const unit = askedIn === undefined ? [] : [element('div', 'dim', l10n.t('in {0}', askedIn))];
  return [keepFocus(field.element, `${name}/called`), ...unit];
}

function leftOut(
  { name, missing, damaged, keepsDamaged }: PreviewColumn,
  { options, change }: Changing,
): HTMLElement[] {
  const blank =
    missing === 0 ? [] : [element('div', '', l10n.t('{0} without a value', formatCount(missing)))];
  if (damaged === 0) return blank;
  const box = createCheckbox(l10n.t('ask {0}', counted(damaged, 'damaged cell')), (isKept) => {
    setWish(name, { damaged: isKept ? 'keep' : undefined }, { options, change });
  });
  box.setChecked(keepsDamaged);
  return [...blank, keepFocus(box.element, `${name}/damaged`)];
}

/** Adds to what the settings say of a column; undefined takes it back. */
function setWish(
  name: string,
  wish: NonNullable<PreviewOptions['columns']>[string],
  { options, change }: Pick<Changing, 'options' | 'change'>,
): void {
  const { [name]: before, ...columns } = options.columns ?? {};
  const given = Object.entries({ ...before, ...wish }).filter(([, value]) => value !== undefined);
  const all = given.length === 0 ? columns : { ...columns, [name]: Object.fromEntries(given) };
  change('columns', Object.keys(all).length === 0 ? null : all);
}
