import { cellKindOf } from './cell.ts';
import type { ColumnForm, Form } from './columnForm.ts';
import type { DamageContext } from './damage.ts';
import type { HeaderCells } from './findDomain.ts';
import type { Statistic } from './knownStatistics.ts';

/** What counts as damage in a column: where letters and digits mix anyway, a zero among letters is none. */
export function damageContextOf(
  { cells, form: found }: HeaderCells,
  of: {
    readonly form: Form;
    readonly isName: boolean;
    readonly isTitle: boolean;
    readonly isKey: boolean;
    readonly statistic: Statistic | undefined;
  },
): DamageContext {
  const share = (test: RegExp): number =>
    cells.filter((cell) => test.test(cell)).length / Math.max(1, found.values);
  const isMixed = found.share < 0.6 || isOfCodes(cells, found);
  const form = formOfStatistic(of.statistic) ?? (isMixed ? 'text' : of.form);
  return {
    form,
    isName: of.isName,
    isTitle: of.isTitle,
    isKey: of.isKey,
    hasStars: form === 'score',
    isScientific: share(/^-?\d+(?:[.,]\d+)?E[+-]?\d+$/i) > 0.4,
    isOdd: found.values > 4 && (share(/[?[\]†‡§*]/) > 0.2 || share(/\p{L}\d|\d\p{L}/u) > 0.05),
  };
}

/** Tickets, books, plates: long numbers that nearly all differ, beside letters with digits. */
function isOfCodes(cells: readonly string[], { form, values, distinct }: ColumnForm): boolean {
  if (form !== 'integer' || distinct < 0.8 * values) return false;
  const odd = cells.filter((cell) => /\p{L}/u.test(cell) && cellKindOf(cell) === 'text');
  const isCode = (cell: string): boolean =>
    /^(?=.*\d)[\p{L}\d./ -]{5,20}$/u.test(cell) && !/^\d+E\d+$/i.test(cell);
  const isLong = cells.filter((cell) => /^\d{5,}$/.test(cell)).length * 2 > values;
  return isLong && odd.length > 1 && odd.every(isCode);
}

/** What the form of a known statistic is, whatever most of its cells are. */
function formOfStatistic(statistic: Statistic | undefined): Form | undefined {
  if (statistic === undefined) return undefined;
  const { forms } = statistic;
  if (forms.includes('figures')) return 'figures';
  if (forms.includes('span')) return 'span';
  if (forms.includes('score')) return 'score';
  return forms.includes('decimal') ? 'decimal' : 'integer';
}
