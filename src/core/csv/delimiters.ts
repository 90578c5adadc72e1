import { translate as t } from '../common/translate.ts';

/** Supported delimiters, most likely first. */
export const delimiters = [',', ';', '\t', '|'] as const;
export type Delimiter = (typeof delimiters)[number];

/** Names for messages and views. */
export const delimiterNames: Readonly<Record<Delimiter, string>> = {
  ',': t('comma'),
  ';': t('semicolon'),
  '\t': t('tab'),
  '|': t('bar'),
};
