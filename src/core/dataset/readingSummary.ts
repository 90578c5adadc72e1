import { pluralize, formatCount } from '../common/formatNumbers.ts';
import type { TableReading } from '../table/table.ts';
import type { DamageCount } from '../table/scannedTable.ts';
import { emptyColumns } from '../table/tableProblems.ts';
import { askablesOf, whyNotAsked } from './askableColumns.ts';

/** How a table was understood: what preview, terminal, notification and questions.meta.json say alike. */
export interface ReadingSummary {
  /** Line of the header. */
  readonly headerLine: number;
  /** Headers that name a row, and those named besides where several rows share a name. */
  readonly namedBy: readonly string[];
  readonly toldApartBy: readonly string[];
  readonly about: {
    readonly domain: string;
    readonly format: string;
    readonly reason: string;
    readonly confidence: number;
  };
  readonly asked: readonly ColumnSummary[];
  readonly notAsked: readonly { readonly column: string; readonly why: string }[];
  /** Cells and rows that look damaged, by kind, with the first three. */
  readonly damaged: readonly DamageCount[];
  /** Everything else that was left out, by kind. */
  readonly leftOut: readonly LeftOutCount[];
}

/** What was left out for one reason. */
export interface LeftOutCount {
  readonly kind: string;
  readonly count: number;
  /** Of the first of them, in the file. */
  readonly lines: readonly number[];
}

export interface ColumnSummary {
  readonly column: string;
  readonly id: string;
  /** What questions call it. */
  readonly words: string;
  readonly unit?: string;
  readonly form: string;
  readonly reason: string;
  readonly confidence: number;
}

/**
 * @param asked Ids of what is asked.
 * @param said Cells of it that are left out because names say them.
 */
export function summarizeReading(
  table: TableReading,
  {
    statistics: asked,
    said,
  }: { readonly statistics: readonly string[]; readonly said: LeftOutCount },
): ReadingSummary {
  const { understanding, damages, problems } = table.scanned;
  const { header, key, domain, meanings } = understanding;
  const askables = askablesOf(table);
  const formatColumn = meanings.find(({ column }) => column.index === domain.formatColumn);
  const named = [...key.names, ...key.parts].map(({ name }) => name);
  return {
    headerLine: header.line,
    namedBy: named,
    toldApartBy: key.apart.map(({ name }) => name),
    about: {
      domain: domain.id,
      format:
        formatColumn !== undefined
          ? `each row’s own, of ${formatColumn.column.name}`
          : (domain.format?.title ?? (domain.id === 'cricket' ? 'not known' : '')),
      reason: domain.reason,
      confidence: domain.confidence,
    },
    asked: asked.flatMap((id): ColumnSummary[] => {
      const askable = askables.find((one) => one.id === id);
      if (askable === undefined) return [];
      const { meaning, column, title } = askable;
      const { unit } = meaning.asked;
      const { form, reason, confidence } = meaning;
      return [
        { column: column.name, id, words: title, ...(unit && { unit }), form, reason, confidence },
      ];
    }),
    notAsked: askables
      .filter(({ id }) => !asked.includes(id))
      .map((askable) => ({
        column: askable.column.name,
        why: whyNotAsked(table, askable) ?? 'not chosen',
      })),
    damaged: damages,
    leftOut: [
      ...problems.counts().filter(
        // Empty columns are among those that are not asked.
        ({ kind }) => kind !== emptyColumns && !damages.some(({ damage }) => damage === kind),
      ),
      ...(said.count > 0 ? [{ kind: said.kind, count: said.count, lines: said.lines }] : []),
    ],
  };
}

/** The same in two sentences, for a notification. */
export function readingInShort(summary: ReadingSummary): string {
  const [named = '', about = ''] = readingInWords(summary).filter(
    (line) => line.startsWith('Named by') || line.startsWith('About'),
  );
  const { notAsked } = summary;
  const columns =
    notAsked.length === 0
      ? ''
      : ` Not asked: ${notAsked
          .slice(0, 3)
          .map(({ column }) => column)
          .join(', ')}${notAsked.length > 3 ? ', …' : ''}.`;
  return `${named}. ${about.replace(/ \(.*$/, '')}.${columns}`;
}

/** The same in lines, for a terminal or a page. */
export function readingInWords(summary: ReadingSummary): string[] {
  const { headerLine, namedBy, toldApartBy, about, asked, notAsked, damaged, leftOut } = summary;
  const format = about.format === '' ? '' : `, format: ${about.format}`;
  const titles = headerLine > 1 ? [`Header: line ${headerLine}`] : [];
  return [
    ...titles,
    `Named by: ${namedBy.join(' + ')}${toldApartBy.length > 0 ? `, and ${toldApartBy.join(', ')} where rows share a name` : ''}`,
    `About: ${about.domain}${format} (${about.reason})`,
    `Asked: ${asked.map(({ column, words, unit }) => (isSame(column, words) && !unit ? column : `${column} (${words}${unit ? ` in ${unit}` : ''})`)).join(', ')}`,
    ...(notAsked.length > 0
      ? [`Not asked: ${notAsked.map(({ column, why }) => `${column} (${why})`).join(', ')}`]
      : []),
    ...damaged.map(({ damage, count, examples, kept }) => {
      const first = examples
        .map(
          ({ line, column, cell }) => `line ${line}, ${column}${cell === '' ? '' : `: “${cell}”`}`,
        )
        .join('; ');
      return `${kept ? 'Asked all the same' : 'Left out'}: ${formatCount(count)} × ${damage} (${first}${count > examples.length ? '; …' : ''})`;
    }),
    ...leftOut.map(({ kind, count, lines }) => {
      const more = count > lines.length ? ', …' : '';
      const where = `${lines.length > 1 ? 'lines' : 'line'} ${lines.join(', ')}${more}`;
      return `Left out: ${formatCount(count)} × ${kind} (${where})`;
    }),
  ];
}

const isSame = (column: string, words: string): boolean =>
  column.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '') ===
  words.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/** Answers longer than a model is let answer, and jobs larger than anybody waits for. */
export function sizeWarnings(counts: { readonly questions: number }, longest: number): string[] {
  return [
    ...(counts.questions > 500_000
      ? [`${pluralize(counts.questions, 'question')} take days to train: choose rows or statistics`]
      : []),
    ...(longest > 120
      ? [`the longest answer has ${pluralize(longest, 'character')}: it may be cut off`]
      : []),
  ];
}
