import { spoken } from '../../src/core/common/sentence.ts';
import * as l10n from '@vscode/l10n';
import {
  datasetColumns,
  type DatasetColumn,
  type DatasetGroup,
  type DatasetQuestion,
  type DatasetRow,
} from '../../src/core/pages/datasetMessages.ts';
import { missInWords } from '../../src/core/evaluation/verdictNames.ts';
import { counted } from '../../src/core/common/counted.ts';
import { formatCount } from '../../src/core/common/formatNumbers.ts';
import { differenceOf, marked } from '../common/difference.ts';
import { element } from '../common/element.ts';
import { splitHints, splitWords, statisticTitle } from '../common/labels.ts';
import { visibleText } from '../common/visibleText.ts';
import type { GridKind } from '../grid/gridKind.ts';

/** The grid of a dataset's lines. */
export const datasetGrid: GridKind<DatasetRow, DatasetColumn> = {
  columns: datasetColumns,
  titles: {
    recall: l10n.t('Recall'),
    question: l10n.t('Question'),
    golden: l10n.t('Golden'),
    output: l10n.t('Last output'),
    statistic: l10n.t('Statistic'),
    split: l10n.t('Split'),
  },
  hints: {
    recall: l10n.t('✅ recalled, ❌ not, by the newest run; ✎ edited since; ⚠ something is amiss'),
    question: l10n.t('What the model is asked'),
    golden: l10n.t('The answer that is right'),
    output: l10n.t('What the newest run answered'),
    statistic: l10n.t('The column of the table that is asked about'),
    split: l10n.t('Whether the question is trained on'),
  },
  isSortable: false,
  fill,
  classOf: (row) => {
    if (row.kind !== 'question') return row.kind;
    return row.isFirst ? 'first' : '';
  },
  widths: {
    recall: { least: 4.8, comfortable: 5, stacked: 4.9, grow: 0, rank: 0 },
    question: { least: 12, comfortable: 18, stacked: 7, grow: 5, rank: 0 },
    golden: { least: 7.4, comfortable: 8, grow: 1, rank: 0 },
    output: { least: 7.4, comfortable: 8, stacked: 'under', grow: 1.5, rank: 0 },
    statistic: { least: 8, comfortable: 9, grow: 0.3, rank: 3 },
    split: { least: 9, comfortable: 10, grow: 0.2, rank: 2 },
  },
};

/** ✅, ❌, or why there is neither; and how it is said. */
export function markOf({ answer }: DatasetQuestion): readonly [sign: string, said: string] {
  if (answer === undefined) return ['–', l10n.t('not asked yet')];
  if (answer.isStale) return ['✎', l10n.t('edited since it was asked')];
  return answer.verdict === 'exact' ? ['✅', l10n.t('recalled')] : ['❌', missInWords(answer)];
}

function fill(cell: HTMLElement, column: DatasetColumn, row: DatasetRow): void {
  cell.removeAttribute('aria-label');
  cell.title = '';
  cell.replaceChildren();
  if (row.kind === 'group') {
    if (column === 'recall') fillGroup(cell, row);
    return;
  }
  if (row.kind === 'broken') {
    if (column === 'recall') fillMark(cell, '⚠', l10n.t('no question'));
    if (column === 'question') fillText(cell, `${spoken(row.message)}: ${row.text}`);
    return;
  }
  switch (column) {
    case 'recall': {
      const [sign, said] = markOf(row);
      const { problem } = row;
      if (problem === undefined) fillMark(cell, sign, said);
      else fillMark(cell, `${sign} ⚠`, `${said}, ${problem}`);
      return;
    }
    case 'question':
      fillText(cell, row.question);
      return;
    case 'golden':
      fillText(cell, row.golden);
      return;
    case 'output':
      fillOutput(cell, row);
      return;
    case 'statistic':
      fillText(cell, statisticTitle(row.statistic));
      return;
    case 'split':
      fillText(cell, splitWords[row.split], splitHints[row.split]);
  }
}

function fillGroup(cell: HTMLElement, { entity, questions, missed }: DatasetGroup): void {
  const misses = missed === 0 ? '' : ` · ${formatCount(missed)} ❌`;
  cell.append(
    element('strong', '', visibleText(entity)),
    element('span', 'dim', ` ${counted(questions, 'question')}${misses}`),
  );
}

function fillMark(cell: HTMLElement, sign: string, said: string): void {
  cell.textContent = sign;
  cell.title = said;
  cell.setAttribute('aria-label', said);
}

function fillText(cell: HTMLElement, text: string, title = text): void {
  cell.textContent = visibleText(text);
  cell.title = visibleText(title);
}

function fillOutput(cell: HTMLElement, { answer, golden }: DatasetQuestion): void {
  if (answer === undefined) return;
  if (answer.output === '') cell.append(element('span', 'nothing', l10n.t('(nothing)')));
  else if (answer.isStale) cell.append(element('span', 'dim', visibleText(answer.output)));
  else cell.append(...marked(differenceOf({ ...answer, golden }).output));
  cell.title = visibleText(answer.output);
}
