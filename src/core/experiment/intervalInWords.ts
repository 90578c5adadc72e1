import { translate as t } from '../common/translate.ts';

/** What the interval beside a median is. */
export function intervalInWords(seeds: number): string {
  if (seeds < 2) return '';
  return seeds < 6
    ? t('Beside the median: from the least to the greatest of the seeds.')
    : t('Beside the median: a 95 % interval of the median.');
}
