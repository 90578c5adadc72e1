import { say, type Sentence } from '../common/sentence.ts';
import type { DomainReading, HeaderCells } from './findDomain.ts';
import type { KeyReading } from './findKey.ts';
import { normalizeHeader, type Statistic } from './knownStatistics.ts';
import { isNumeric, isTextual } from './columnForm.ts';
import { isTime, partKindOf } from './keyWords.ts';
import { isIdHeader, isProseHeader } from './nameHeaders.ts';
import { isStarElsewhere } from './notOutStar.ts';
import { isSaid } from './isSaid.ts';

export type ColumnRole =
  | 'name'
  | 'key'
  | 'tells apart'
  | 'statistic'
  | 'attribute'
  | 'row number'
  | 'identifier'
  | 'address of a page'
  | 'long text'
  | 'empty'
  | 'the same in every row'
  | 'said by the name'
  | 'star of another column';

const isLong = (cells: readonly string[]): boolean =>
  cells.reduce((sum, cell) => sum + cell.length, 0) > 60 * cells.length;

/** Whether so few and so many rows have been seen that one text in all of them is no accident. */
const isWhole = (cells: readonly string[]): boolean => cells.length > 7 && cells.length < 4000;

export function roleOf(
  { name, index, cells, form }: HeaderCells,
  {
    key,
    domain,
    statistic,
    names,
  }: {
    readonly key: KeyReading;
    readonly domain: DomainReading;
    readonly statistic: Statistic | undefined;
    /** What names each row. */
    readonly names: readonly string[];
  },
): ColumnRole {
  const isAmong = (list: readonly { readonly index: number }[]): boolean =>
    list.some((one) => one.index === index);
  if (isAmong(key.names)) return 'name';
  if (isAmong(key.parts) || domain.formatColumn === index) return 'key';
  if (isAmong(key.apart)) return statistic === undefined ? 'tells apart' : 'statistic';
  if (form.form === 'empty' && cells.length > 0) return 'empty';
  if (statistic !== undefined) return 'statistic';
  if (isStarElsewhere(name)) return 'star of another column';
  if (form.form === 'url') return 'address of a page';
  if (form.form === 'long text' || (isProseHeader(name) && isLong(cells))) return 'long text';
  if (isRowHeader(name) && countsRows(cells)) return 'row number';
  if (isIdHeader(name) && form.distinct === form.values && form.values > 1) return 'identifier';
  if (/(?:_id|[a-z]I[dD]|^(?:id|ID|Id))$/.test(name.trim()) && isNumeric(form.form))
    return 'identifier';
  const isWord = isTextual(form.form) || form.form === 'flag';
  const isWhen = isTime(partKindOf(name) ?? 'other');
  if ((isWord || isWhen) && form.distinct === 1 && form.values === cells.length && isWhole(cells)) {
    return 'the same in every row';
  }
  const isLike = isWord || form.form === 'year' || form.form === 'span';
  const again = isLike ? cells.filter((cell, row) => isSaid(names[row] ?? '', cell)).length : 0;
  if (again > 2 && again * 10 >= form.values * 9) return 'said by the name';
  return 'attribute';
}

const isRowHeader = (header: string): boolean =>
  /^(?:|no|nr|row|rowno|index|idx|id|sr|srno|sno|serial|unnamed\d+|x)$/.test(
    normalizeHeader(header),
  );

function countsRows(cells: readonly string[]): boolean {
  const first = Number(cells[0]);
  return (
    cells.length > 2 &&
    (first === 0 || first === 1) &&
    cells.every((cell, at) => cell !== '' && Number(cell) === first + at)
  );
}

/** Why a column is not asked unless it is chosen. */
export function whyNot(role: ColumnRole, { form }: HeaderCells): Sentence | undefined {
  switch (role) {
    case 'row number':
      return say('counts the rows');
    case 'identifier':
      return say('an identifier made for machines');
    case 'address of a page':
      return say('addresses of pages');
    case 'long text':
      return say('long texts: too much to learn by heart');
    case 'the same in every row':
      return say('says the same of every row');
    case 'said by the name':
      return say('the name of the row already says it');
    case 'empty':
      return say('has no value in any row');
    case 'star of another column':
      return say('keeps the star of another column apart');
    case 'name':
    case 'key':
    case 'tells apart':
    case 'statistic':
      return undefined;
    case 'attribute':
      return form.values === 0 ? say('has no value in the first rows') : undefined;
  }
}
