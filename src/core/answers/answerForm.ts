/**
 * The form of an answer, regardless of its value: `count` 11953, `score` 400* (not out), `average`
 * 52.88, `span` 1990–2006, `text` anything else.
 */
export type AnswerForm = 'count' | 'score' | 'average' | 'span' | 'text';

const grouped = String.raw`[1-9]\d{0,2}(?:,\d{2,3})*,\d{3}`;
const count = new RegExp(`^-?(?:\\d+|${grouped})$`);
const score = new RegExp(`^(?:\\d+|${grouped})\\*$`);
const average = new RegExp(`^-?(?:\\d*|${grouped})\\.\\d+$`);
/** Two years separated by any of the dashes that people and models use. */
const span = /^(\d{4})\s?[-\u2010-\u2014\u2212]\s?(\d{4})$/;

/** The form of a trimmed answer. */
export function formOf(text: string): AnswerForm {
  if (count.test(text)) return 'count';
  if (score.test(text)) return 'score';
  if (average.test(text)) return 'average';
  return span.test(text) ? 'span' : 'text';
}

/**
 * A key that is equal for different spellings of one value and only for those: `11,953` and
 * `11953`, `57.4` and `57.40`, hyphen and en dash in a span. A not-out star is part of the value.
 */
export function valueKey(text: string): string {
  switch (formOf(text)) {
    case 'count':
    case 'score':
    case 'average':
      return canonicalNumber(text);
    case 'span':
      return text.replace(span, '$1-$2');
    case 'text':
      return `"${text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ')}`;
  }
}

/**
 * Decimal digits without separators, leading or trailing zeros: exact where a double would round.
 */
function canonicalNumber(text: string): string {
  const star = text.endsWith('*') ? '*' : '';
  const plain = text.replace(/[,*]/g, '');
  const sign = plain.startsWith('-') ? '-' : '';
  const [whole = '', fraction = ''] = plain.slice(sign.length).split('.');
  const digits = whole.replace(/^0+/, '') || '0';
  const decimals = fraction.replace(/0+$/, '');
  const value = decimals ? `${digits}.${decimals}` : digits;
  return `${value === '0' ? '' : sign}${value}${star}`;
}

/**
 * The numeric value of a count, score (ignoring its star) or average; undefined for spans and text.
 */
export function numberOf(text: string): number | undefined {
  const form = formOf(text);
  if (form === 'span' || form === 'text') return undefined;
  return Number(text.replace(/[,*]/g, ''));
}

/** The years of a span; undefined for other forms. */
export function yearsOf(text: string): readonly [from: number, to: number] | undefined {
  const [, from, to] = span.exec(text) ?? [];
  return from === undefined || to === undefined ? undefined : [Number(from), Number(to)];
}

/** Whether two scores differ by their not-out star alone. */
export const isStarOff = (golden: string, said: string): boolean =>
  golden.endsWith('*') !== said.endsWith('*') &&
  valueKey(golden.replace(/\*$/, '')) === valueKey(said.replace(/\*$/, ''));

/**
 * Whether exactly one digit differs. False for single-digit values, where every pair would qualify.
 */
export function isOneDigitOff(golden: string, said: string): boolean {
  if (golden.length !== said.length || formOf(golden) === 'text') return false;
  let different = 0;
  let digits = 0;
  for (let at = 0; at < golden.length; at++) {
    const right = golden.charAt(at);
    const wrong = said.charAt(at);
    if (/\d/.test(right)) digits++;
    if (right === wrong) continue;
    if (!/\d/.test(right) || !/\d/.test(wrong)) return false;
    different++;
  }
  return different === 1 && digits > 1;
}
