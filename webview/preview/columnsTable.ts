import type { PreviewColumn } from '../../src/core/dataset/datasetPreview.ts';
import { formatCount } from '../../src/core/common/formatNumbers.ts';
import { createCheckbox } from '../common/controls.ts';
import { element, elementWith } from '../common/element.ts';

const titles = ['Ask', 'Column', 'Is', 'Values', 'Look like', 'For example', 'Left out'];

const kinds: Readonly<Record<PreviewColumn['kind'], string>> = {
  count: 'whole numbers',
  score: 'scores (* not out)',
  decimal: 'decimals',
  bound: 'at least (+)',
  span: 'spans of years',
  figures: 'wickets/runs',
  money: 'money',
  percent: 'percent',
  date: 'dates',
  error: 'errors of a spreadsheet',
  flag: 'true or false',
  text: 'text',
  missing: 'nothing',
};

/** The table's columns and what each became; ticking one asks about it. */
export function columnsTable(
  columns: readonly PreviewColumn[],
  onChoose: (statistics: readonly string[]) => void,
): HTMLElement {
  const asked = new Set(columns.filter((column) => column.asked).map(({ id }) => id ?? ''));
  const choose = (id: string, isAsked: boolean): void => {
    if (isAsked) asked.add(id);
    else asked.delete(id);
    onChoose(columns.flatMap((column) => (asked.has(column.id ?? '') ? [column.id ?? ''] : [])));
  };
  const head = titles.map((title) => elementWith('th', { scope: 'col' }, title));
  return element(
    'section',
    '',
    element('h2', '', 'Columns'),
    element(
      'table',
      'columns',
      element('thead', '', element('tr', '', ...head)),
      element('tbody', '', ...columns.map((column) => columnRow(column, choose))),
    ),
  );
}

function columnRow(
  column: PreviewColumn,
  choose: (id: string, isAsked: boolean) => void,
): HTMLElement {
  const { id, name, asked, values, missing, examples, kind } = column;
  const cell = element('td', '');
  if (id !== undefined && values > 0) {
    const box = createCheckbox('', (isAsked) => {
      choose(id, isAsked);
    });
    box.element.setAttribute('aria-label', `Ask about ${name}`);
    box.setChecked(asked);
    cell.append(box.element);
  }
  return element(
    'tr',
    asked ? 'asked' : '',
    cell,
    element('td', 'name', name),
    element('td', '', meaningOf(column)),
    element('td', 'number', formatCount(values)),
    element('td', '', kinds[kind]),
    element('td', 'examples', examples.join(' · ')),
    element('td', 'number', missing === 0 ? '' : formatCount(missing)),
  );
}

function meaningOf({ role, title, unit, values }: PreviewColumn): string {
  switch (role) {
    case 'entity':
      return 'the player’s name';
    case 'tells apart':
      return 'tells players of one name apart';
    case 'statistic':
      return unit === title?.toLowerCase() ? (title ?? '') : `${title ?? ''} (${unit ?? ''})`;
    case 'other':
      return values === 0 ? 'empty' : 'asked by its header';
  }
}
