import type { Query } from '../../src/core/evaluation/query.ts';
import { formatCount, pluralize } from '../../src/core/common/formatNumbers.ts';
import { columnTitles } from '../common/labels.ts';

/** How many rows are shown, in which order: `34 of 3,600 questions, misses first`. */
export function statusOf(total: number, questions: number, { sort }: Query): string {
  const shown =
    total === questions
      ? pluralize(total, 'question')
      : `${formatCount(total)} of ${pluralize(questions, 'question')}`;
  if (sort === undefined) return shown;
  if (sort.column === 'recall') return `${shown}, ${sort.descending ? 'hits' : 'misses'} first`;
  const direction = sort.descending ? 'descending' : 'ascending';
  return `${shown}, by ${columnTitles[sort.column].toLowerCase()}, ${direction}`;
}
