import { say, type Sentence } from '../common/sentence.ts';
import { type CellKind, isJoinedSpan } from './cell.ts';
import { type Form, hasForm, isNumeric, isTextual } from './columnForm.ts';

/** What damages cells, as a summary lists it. */
export const damages = [
  'spreadsheet errors',
  'dates that a spreadsheet made of figures',
  'formulas instead of values',
  'numbers in scientific notation',
  'numbers with digits that rounding left',
  'spans that lost their dash',
  'cells of another kind than their column',
  'texts that lost characters',
  'marks of footnotes',
  'stars that mean nothing here',
  'figures that contradict others in their row',
] as const;
export type Damage = (typeof damages)[number];

/** The same, to be put into words. */
export const damageTexts: Readonly<Record<Damage, Sentence>> = {
  'spreadsheet errors': say('spreadsheet errors'),
  'dates that a spreadsheet made of figures': say('dates that a spreadsheet made of figures'),
  'formulas instead of values': say('formulas instead of values'),
  'numbers in scientific notation': say('numbers in scientific notation'),
  'numbers with digits that rounding left': say('numbers with digits that rounding left'),
  'spans that lost their dash': say('spans that lost their dash'),
  'cells of another kind than their column': say('cells of another kind than their column'),
  'texts that lost characters': say('texts that lost characters'),
  'marks of footnotes': say('marks of footnotes'),
  'stars that mean nothing here': say('stars that mean nothing here'),
  'figures that contradict others in their row': say('figures that contradict others in their row'),
};

export interface DamageContext {
  readonly form: Form;
  /** Whether the column names what rows are about. */
  readonly isName: boolean;
  /** Whether it holds titles, which may be questions. */
  readonly isTitle: boolean;
  /** Whether a star belongs to the value. */
  readonly hasStars: boolean;
  /** Whether numbers in scientific notation are usual in the column. */
  readonly isScientific: boolean;
  /** Whether it is part of the key, where a span is said with its dash however it is written. */
  readonly isKey: boolean;
  /** Whether question marks, zeros or brackets are usual in the column's texts. */
  readonly isOdd: boolean;
}

/** Whether a whole number is never damaged, whichever it is. */
export const takesCounts = ({ form }: DamageContext): boolean =>
  !isTextual(form) && hasForm('count', form);

/** What is wrong with a trimmed cell that holds a value; undefined for a sound one. */
export function damageOf(value: string, kind: CellKind, of: DamageContext): Damage | undefined {
  if (kind === 'error') return 'spreadsheet errors';
  if (value.startsWith('="')) return 'formulas instead of values';
  if (kind === 'text' || isTextual(of.form)) {
    if (isTextual(of.form)) return damageOfText(value, of);
    if (/^-?\d+(?:[.,]\d+)?E[+-]?\d+$/i.test(value)) {
      return of.isScientific ? undefined : 'numbers in scientific notation';
    }
    if (/^\d[\d.,]*(?:[†‡§*]+|\[\w+\])$/.test(value)) return 'marks of footnotes';
    if (/Ã.|Â.|â€/.test(value)) return 'texts that lost characters';
  }
  if (kind === 'decimal' && value.length > 15 && hasTailOfFloat(value)) {
    return 'numbers with digits that rounding left';
  }
  // Under a header of amounts, eight digits are an amount.
  if (kind === 'span' && isJoinedSpan(value)) {
    return isNumeric(of.form) || of.isKey ? undefined : 'spans that lost their dash';
  }
  if (hasForm(kind, of.form)) return undefined;
  if (kind === 'score') {
    return of.hasStars ? undefined : 'stars that mean nothing here';
  }
  if (of.form === 'figures' && kind === 'date') return 'dates that a spreadsheet made of figures';
  return 'cells of another kind than their column';
}

/** `0.28300000000000003`, `60.333333333333336`: more digits than a float is sure of. */
function hasTailOfFloat(value: string): boolean {
  if (/\.\d*(?:0{6,}|9{6,})\d{1,2}$/.test(value)) return true;
  return value.replace(/^[-0.,]+|[.,]/g, '').length > 15;
}

/** The usual text, in which no rule finds anything: it spares the others their work. */
const plainText = /^[A-Za-z1-9 .,'()&/-]*$/;

function damageOfText(
  value: string,
  { isName, isTitle, isOdd }: DamageContext,
): Damage | undefined {
  if (plainText.test(value)) return undefined;
  if (/[ÃÂ][\u0080-\u00BF\u2018-\u2022\u20AC]|â€|Ã©|�/.test(value)) {
    return 'texts that lost characters';
  }
  if (isOdd) return undefined;
  if (/[†‡§]|\[(?:\w|note \d+|\d+)\]$/.test(value)) return 'marks of footnotes';
  if (isName && /\p{L}\*+$/u.test(value)) return 'marks of footnotes';
  // `Sr?an Babi?` but no question; `Ata0ul` but no `B0` or `H2O`.
  if (/\p{L}\?\p{Ll}/u.test(value) || (isName && !isTitle && /\p{Ll}\?(?: |$)/u.test(value))) {
    return 'texts that lost characters';
  }
  return /\p{Ll}{2}0\p{Ll}/u.test(value) ? 'texts that lost characters' : undefined;
}
