import { type CellKind, cellKindOf, cellKinds } from './cell.ts';

/** How a column's values are written. */
export const forms = [
  'integer',
  'decimal',
  'money',
  'percent',
  'year',
  'span',
  'date',
  'score',
  'figures',
  'flag',
  'code',
  'url',
  'text',
  'long text',
  'empty',
] as const;
export type Form = (typeof forms)[number];

/** What the first cells of a column have in common. */
export interface ColumnForm {
  readonly form: Form;
  /** Cells that are values. */
  readonly values: number;
  readonly distinct: number;
  /** Share of the values that have the form, from 0 to 1. */
  readonly share: number;
  readonly mark?: ',';
  /** Whether all are numbers between -2 and 2: shares and scores rather than counts. */
  readonly isBelowTwo: boolean;
  readonly counts: Readonly<Record<CellKind, number>>;
}

const kindsOf: Readonly<Record<Form, readonly CellKind[]>> = {
  integer: ['count', 'bound', 'decimal'],
  decimal: ['count', 'decimal', 'bound'],
  money: ['money', 'count', 'decimal'],
  percent: ['percent', 'count', 'decimal'],
  year: ['count'],
  span: ['span', 'count'],
  date: ['date'],
  score: ['score', 'count', 'bound'],
  figures: ['figures'],
  flag: ['flag'],
  code: cellKinds,
  url: cellKinds,
  text: cellKinds,
  'long text': cellKinds,
  empty: cellKinds,
};

/** Whether a cell of a kind may stand in a column of a form. */
export const hasForm = (kind: CellKind, form: Form): boolean => kindsOf[form].includes(kind);

export const isNumeric = (form: Form): boolean =>
  ['integer', 'decimal', 'money', 'percent', 'year', 'score'].includes(form);
export const isTextual = (form: Form): boolean => ['text', 'code', 'long text'].includes(form);

/** Share of a column that must agree before the others are called different. */
const agreeingOf = (values: number): number => (values > 20 ? 0.85 : 2 / 3);

/** @param cells Trimmed. */
export function readForm(cells: readonly string[]): ColumnForm {
  const counts = Object.fromEntries(cellKinds.map((kind) => [kind, 0])) as Record<CellKind, number>;
  const values: string[] = [];
  for (const cell of cells) {
    const kind = cellKindOf(cell);
    counts[kind]++;
    if (kind !== 'missing' && kind !== 'error') values.push(cell);
  }
  const form = formOf(values, counts);
  const fitting = kindsOf[form].reduce((sum, kind) => sum + counts[kind], 0);
  const fits = kindsOf[form] === cellKinds ? values.length : fitting;
  return {
    form,
    values: values.length,
    distinct: new Set(values).size,
    share: values.length === 0 ? 0 : fits / values.length,
    ...(isNumeric(form) && hasDecimalCommas(values) ? { mark: ',' as const } : {}),
    isBelowTwo: values.every((value) => Math.abs(Number(value)) < 2),
    counts,
  };
}

function formOf(values: readonly string[], counts: Readonly<Record<CellKind, number>>): Form {
  const all = values.length;
  const agreeing = agreeingOf(all);
  if (all === 0) return 'empty';
  const most = (...kinds: readonly CellKind[]): boolean =>
    kinds.reduce((sum, kind) => sum + counts[kind], 0) >= all * agreeing;
  if (counts.score > 0 && most('score', 'count', 'bound') && counts.score * 20 > all)
    return 'score';
  // Prices of which most are nothing: `0` beside `$4.99`.
  if (counts.money > 0 && values.every((value) => value === '0' || cellKindOf(value) === 'money')) {
    return 'money';
  }
  if (counts.count > 0 && most('count', 'bound') && !isNumbering(values)) {
    const years = values.filter((value) => /^(?:1[5-9]|20)\d\d$/.test(value)).length;
    if (years >= all * agreeing && years * 10 >= counts.count * 9) return 'year';
    return 'integer';
  }
  if (isNumbering(values)) return 'code';
  if (counts.money > 0 && most('money', 'count', 'decimal')) return 'money';
  if (counts.percent > 0 && most('percent', 'count', 'decimal')) return 'percent';
  if (counts.decimal > 0 && most('decimal', 'count', 'bound')) return 'decimal';
  if (most('span')) return 'span';
  if (most('figures')) return 'figures';
  if (most('date')) return 'date';
  if (counts.flag === all) return 'flag';
  return formOfTexts(values);
}

/** Of one length, mostly digits, with letters or zeros that no amount has: `0439785960`, `076790818X`. */
const isNumbering = (values: readonly string[]): boolean =>
  values.length > 2 &&
  (values[0]?.length ?? 0) >= 8 &&
  values.some((value) => /[A-Z]$|^0\d/.test(value)) &&
  values.every((value) => value.length === values[0]?.length && /^\d{6,}[\dA-Z]+$/.test(value));

function formOfTexts(values: readonly string[]): Form {
  const share = (test: (value: string) => boolean): number =>
    values.filter(test).length / values.length;
  if (share((value) => /^(?:https?:\/\/|www\.)\S+$/i.test(value)) >= 0.8) return 'url';
  if (share((value) => /^[A-Z\d]{1,5}$|^[A-Z][a-z]?$/.test(value)) >= 0.9) return 'code';
  const length = values.reduce((sum, value) => sum + value.length, 0) / values.length;
  return length > 120 ? 'long text' : 'text';
}

/** A comma that cannot stand between thousands, and no point that would be the decimal one. */
export function hasDecimalCommas(values: readonly string[]): boolean {
  const isDecimal = (value: string): boolean =>
    /^\D*(?:0,\d+|\d+,(?:\d{1,2}|\d{4,})|\d{1,3}(?:\.\d{3})+,\d+)\D*$/.test(value);
  const isPoint = (value: string): boolean => /\d\.\d{1,2}\D*$|\d\.\d{4,}\D*$/.test(value);
  return values.some(isDecimal) && !values.some(isPoint);
}
