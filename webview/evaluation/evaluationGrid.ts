import { sortColumns, type SortColumn } from '../../src/core/evaluation/query.ts';
import type { GridRow } from '../../src/core/pages/evaluationMessages.ts';
import { columnHints, columnTitles } from '../common/labels.ts';
import type { GridKind } from '../grid/gridKind.ts';
import { fillCell } from './gridCell.ts';

/** The grid of an evaluation's questions. */
export const evaluationGrid: GridKind<GridRow, SortColumn> = {
  columns: sortColumns,
  titles: columnTitles,
  hints: columnHints,
  isSortable: true,
  fill: fillCell,
  classOf: ({ verdict }) => (verdict === 'exact' ? '' : 'missed'),
  contextOf: ({ id }) => ({ webviewSection: 'row', question: id }),
  widths: {
    recall: { least: 6, comfortable: 6, stacked: 4.9, grow: 0, rank: 0 },
    // Marked only where it is wrong, which the verdict says, too.
    format: { least: 5.4, comfortable: 5.4, grow: 0, rank: 9 },
    question: { least: 14, comfortable: 26, stacked: 7, grow: 5, rank: 0 },
    output: { least: 6.9, comfortable: 8, grow: 1.5, rank: 0 },
    before: { least: 6.9, comfortable: 8.8, grow: 1.2, rank: 1 },
    golden: { least: 6.9, comfortable: 8, stacked: 'under', grow: 1, rank: 0 },
    change: { least: 6, comfortable: 9.5, grow: 0.3, rank: 1 },
    verdict: { least: 9, comfortable: 9, grow: 0.3, rank: 2 },
    reason: { least: 11, comfortable: 12.5, grow: 0.3, rank: 3 },
    statistic: { least: 8, comfortable: 9, grow: 0.3, rank: 5 },
    entity: { least: 8, comfortable: 11, grow: 1, rank: 4 },
    phrasing: { least: 5.8, comfortable: 5.8, grow: 0, rank: 7 },
    split: { least: 9, comfortable: 10, grow: 0.2, rank: 6 },
    logprob: { least: 6.4, comfortable: 6.4, grow: 0, rank: 8 },
  },
};

export const availableColumns = (isComparing: boolean): readonly SortColumn[] =>
  isComparing
    ? sortColumns
    : sortColumns.filter((column) => column !== 'before' && column !== 'change');
