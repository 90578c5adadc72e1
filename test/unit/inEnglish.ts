import { isSentence, spoken, type Sentence } from '../../src/core/common/sentence.ts';

export type English<Value> = Value extends Sentence
  ? string
  : Value extends object
    ? { [Key in keyof Value]: English<Value[Key]> }
    : Value;

/** A value as the terminal and files show it: every sentence in it in English. */
export const inEnglish = <Value>(value: Value): English<Value> =>
  englishOf(value) as English<Value>;

function englishOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(englishOf);
  if (typeof value !== 'object' || value === null) return value;
  if (isSentence(value)) return spoken(value);
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, englishOf(one)]));
}
