import { translate, type Translate } from './translate.ts';

/**
 * A sentence, or a part of one, that is put into words only where it is read: by `spoken` in the language of
 * the editor or of a page, otherwise in English. Plain, so that it can be posted.
 */
export interface Sentence {
  /** In English, a key of l10n/bundle.l10n.LANGUAGE.json, with `{0}`, `{1}`… for the values. */
  readonly text: string;
  readonly values: readonly (Text | number)[];
  /** Whether the text stands between the values: a separator, which is no key. */
  readonly isList?: true;
}

/** A plain string comes from outside (a name, a cell, a program's message) and is not translated. */
export type Text = string | Sentence;

/** @param text a literal, which test/unit/translations.test.ts finds */
export const say = (text: string, ...values: readonly (Text | number)[]): Sentence => ({
  text,
  values,
});

/** Texts after each other. */
export const joined = (texts: readonly (Text | number)[], separator: string): Sentence => ({
  text: separator,
  values: texts,
  isList: true,
});

export function spoken(text: Text | number, into: Translate = translate): string {
  if (typeof text !== 'object') return String(text);
  const values = text.values.map((value) => spoken(value, into));
  return text.isList ? values.join(text.text) : into(text.text, ...values);
}

export const isSentence = (value: object): value is Sentence =>
  'values' in value &&
  /^text,values(,isList)?$/.test(Object.keys(value).join()) &&
  Array.isArray((value as Sentence).values);

/** For `JSON.stringify`: files hold sentences in English. */
export const inEnglish = (_: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && isSentence(value) ? spoken(value) : value;
