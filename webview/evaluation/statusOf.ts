import * as l10n from '@vscode/l10n';
import type { Query } from '../../src/core/evaluation/query.ts';
import { counted } from '../../src/core/common/counted.ts';
import { formatCount } from '../../src/core/common/formatNumbers.ts';
import { columnTitles } from '../common/labels.ts';

/** How many rows are shown, in which order: `34 of 3,600 questions, misses first`. */
export function statusOf(total: number, questions: number, { sort }: Query): string {
  const shown =
    total === questions
      ? counted(total, 'question')
      : l10n.t('{0} of {1}', formatCount(total), counted(questions, 'question'));
  if (sort === undefined) return shown;
  if (sort.column === 'recall') {
    return sort.descending ? l10n.t('{0}, hits first', shown) : l10n.t('{0}, misses first', shown);
  }
  const title = columnTitles[sort.column].toLowerCase();
  return sort.descending
    ? l10n.t('{0}, by {1}, descending', shown, title)
    : l10n.t('{0}, by {1}, ascending', shown, title);
}
