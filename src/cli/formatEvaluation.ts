import { thresholdInWords } from '../core/evaluation/calibration.ts';
import type { Evaluation, EvaluationRow, Tally } from '../core/evaluation/evaluation.ts';
import { missInWords } from '../core/evaluation/verdictNames.ts';
import { askedOf, goldenOf, splits, type Split } from '../core/dataset/question.ts';
import { formatCount, formatPercent, formatShare } from '../core/common/formatNumbers.ts';

const splitTitles: Readonly<Record<Split, string>> = {
  train: 'trained questions',
  phrasing: 'unseen phrasings',
  fact: 'unseen facts',
  unknown: 'unknown, trained',
  'unknown-held': 'unknown, unseen',
  asked: 'asked in other ways',
};
const sampleCount = 4;
const askedWidth = 72;

/** An evaluation's totals and some of its rows as lines for a terminal. */
export function formatEvaluation(evaluation: Evaluation): string[] {
  const { calibration, facts, rows } = evaluation;
  const factCount = facts.all + facts.some + facts.none;
  return [
    ...totalsTable(evaluation),
    '',
    `Facts recalled in every phrasing: ${formatCount(facts.all)} of ${formatCount(factCount)}; in some: ${formatCount(facts.some)}; in none: ${formatCount(facts.none)}.`,
    ...(calibration === undefined ? [] : [thresholdInWords(calibration.threshold)]),
    '',
    ...sampleRows([...rows]).flatMap(rowLines),
  ];
}

function totalsTable({ totals, intervals }: Evaluation): string[] {
  const lines = splits
    .filter((split) => totals[split].questions > 0)
    .map((split) => {
      const { questions, exact, format }: Tally = totals[split];
      const interval = intervals[split];
      return [
        splitTitles[split],
        formatCount(questions),
        formatCount(exact),
        formatShare(exact, questions),
        interval ? `${formatPercent(interval[0])} to ${formatPercent(interval[1])}` : '',
        formatShare(format, questions),
      ];
    });
  return align([['', 'asked', 'exact', 'recall', '95 % interval', 'format'], ...lines]);
}

/** Pads columns to their widest cell: the first left-aligned, numbers right-aligned. */
function align(table: readonly (readonly string[])[]): string[] {
  const widths = (table[0] ?? []).map((_, column) =>
    Math.max(...table.map((row) => row[column]?.length ?? 0)),
  );
  return table.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return column === 0 ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('   '),
  );
}

/** A sample of hits and misses, from different statistics where possible. */
function sampleRows(rows: readonly EvaluationRow[]): EvaluationRow[] {
  const recalled = spread(rows.filter(({ verdict }) => verdict === 'exact'));
  const missed = spread(rows.filter(({ verdict }) => verdict !== 'exact'));
  return [...recalled, ...missed];
}

function spread(rows: readonly EvaluationRow[]): EvaluationRow[] {
  const byStatistic = new Map<string, EvaluationRow>();
  for (const row of rows) {
    const { statistic } = row.question;
    if (!byStatistic.has(statistic)) byStatistic.set(statistic, row);
    if (byStatistic.size === sampleCount) break;
  }
  return [...byStatistic.values()];
}

function rowLines(row: EvaluationRow): string[] {
  const { question, output, verdict } = row;
  const isExact = verdict === 'exact';
  const why = isExact ? '' : `   ${missInWords(row)}`;
  return [
    `${isExact ? '✅' : '❌'} ${cut(printable(askedOf(question)), askedWidth)}`,
    `   golden ${printable(goldenOf(question))}   output ${printable(output)}${why}`,
  ];
}

export const cut = (text: string, width: number): string =>
  text.length <= width ? text : `${text.slice(0, width - 1)}…`;

/** Escapes control characters, which a terminal would execute. */
export function printable(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\u2028\u2029]/gu,
    (found) => `\\u{${(found.codePointAt(0) ?? 0).toString(16)}}`,
  );
}
