import file from '../../../data/unknown.json';

/** Someone real of a table's domain, who may or may not be in it. */
export const outsiders = (domain: string): readonly string[] =>
  (file.outside as Readonly<Record<string, readonly string[]>>)[domain] ?? [];

/** Questions that no table answers unless one of its headers holds such a word. */
export const oddAskings: readonly { readonly of: readonly string[]; readonly ask: string }[] =
  file.absent;

/** The same of statistics that tables of a domain hardly ever have. */
export const lackingAskings = (domain: string): typeof oddAskings =>
  (file.lacking as Readonly<Record<string, typeof oddAskings>>)[domain] ?? [];

/** Says how two questions in one are answered. */
export const bothAnswers: string = file.bothAnswers;

/** A question of Test cricket by its statistic, in another language, with `{entity}` in it. */
export const translatedAskings: ReadonlyMap<string, string> = new Map(
  Object.entries(file.translated.askings),
);

/** Ask who has a `{value}` in Test cricket, by its statistic. */
export const reversedOfCricket: ReadonlyMap<string, string> = new Map(
  Object.entries(file.reversed.cricket),
);

/** The same of what a statistic is called. */
export const reversedOf = (said: string): string =>
  file.reversed.general.replaceAll('{statistic}', () => said);

/** Longer messages, with `{question}` in them. */
export const sentences: readonly string[] = file.sentences;

/**
 * Sentences with `{what}` in them, and what that is for any statistic: `{statistic}` of `{entity}`. Those
 * in `asked` are never trained.
 */
export const otherWords: {
  readonly taught: readonly string[];
  readonly asked: readonly string[];
  readonly what: readonly string[];
} = file.words;

/** Of all these texts. */
export const unknownLanguage = file.language;
