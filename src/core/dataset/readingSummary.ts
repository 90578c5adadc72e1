import { damageTexts } from '../reading/damage.ts';
import { countedText } from '../common/counted.ts';
import { joined, say, type Sentence, type Text } from '../common/sentence.ts';
import { formatCount } from '../common/formatNumbers.ts';
import type { TableReading } from '../table/table.ts';
import type { DamageCount } from '../table/scannedTable.ts';
import { emptyColumns, problemKinds, type ProblemKind } from '../table/problemKinds.ts';
import { exampleLines } from '../table/tableProblems.ts';
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
    readonly format: Text;
    readonly reason: Text;
    readonly confidence: number;
  };
  readonly asked: readonly ColumnSummary[];
  readonly notAsked: readonly { readonly column: string; readonly why: Text }[];
  /** Cells and rows that look damaged, by kind, with the first three. */
  readonly damaged: readonly DamageCount[];
  /** Everything else that was left out, by kind. */
  readonly leftOut: readonly LeftOutCount[];
}

/** What was left out for one reason. */
export interface LeftOutCount {
  readonly kind: ProblemKind;
  readonly count: number;
  /** The first of the file's lines that they stand in, as `firstLines` has them. */
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
          ? say('each row’s own, of {0}', formatColumn.column.name)
          : (domain.format?.title ?? (domain.id === 'cricket' ? say('not known') : '')),
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
        why: whyNotAsked(table, askable) ?? say('not chosen'),
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
export function readingInShort(summary: ReadingSummary): Sentence {
  const { notAsked } = summary;
  const said = [say('{0}.', namesOf(summary)), say('{0}.', aboutOf(summary))];
  if (notAsked.length === 0) return joined(said, ' ');
  const first = notAsked.slice(0, 3).map(({ column }) => column);
  const columns = [...first, ...(notAsked.length > 3 ? ['…'] : [])].join(', ');
  return joined([...said, say('Not asked: {0}.', columns)], ' ');
}

/** The same in lines, for a terminal or a page. */
export function readingInWords(summary: ReadingSummary): Sentence[] {
  const { headerLine, about, asked, notAsked, damaged, leftOut } = summary;
  return [
    ...(headerLine > 1 ? [say('Header: line {0}', headerLine)] : []),
    namesOf(summary),
    say('{0} ({1})', aboutOf(summary), about.reason),
    say('Asked: {0}', joined(asked.map(askedText), ', ')),
    ...(notAsked.length > 0
      ? [
          say(
            'Not asked: {0}',
            joined(
              notAsked.map(({ column, why }) => say('{0} ({1})', column, why)),
              ', ',
            ),
          ),
        ]
      : []),
    ...damaged.map(damageText),
    ...leftOut.map(leftOutText),
  ];
}

function namesOf({ namedBy, toldApartBy }: ReadingSummary): Sentence {
  const names = namedBy.join(' + ');
  return toldApartBy.length > 0
    ? say('Named by: {0}, and {1} where rows share a name', names, toldApartBy.join(', '))
    : say('Named by: {0}', names);
}

const aboutOf = ({ about: { domain, format } }: ReadingSummary): Sentence =>
  format === '' ? say('About: {0}', domain) : say('About: {0}, format: {1}', domain, format);

function askedText({ column, words, unit }: ColumnSummary): Text {
  if (unit !== undefined) return say('{0} ({1} in {2})', column, words, unit);
  return isSame(column, words) ? column : say('{0} ({1})', column, words);
}

function damageText({ damage, count, examples, kept }: DamageCount): Sentence {
  const first = examples.map(({ line, column, cell }) =>
    cell === ''
      ? say('line {0}, {1}', line, column)
      : say('line {0}, {1}: “{2}”', line, column, cell),
  );
  const where = joined([...first, ...(count > examples.length ? ['…'] : [])], '; ');
  return kept
    ? say('Asked all the same: {0} × {1} ({2})', formatCount(count), damageTexts[damage], where)
    : say('Left out: {0} × {1} ({2})', formatCount(count), damageTexts[damage], where);
}

function leftOutText({ kind, count, lines }: LeftOutCount): Sentence {
  const more = lines.length > exampleLines ? ['…'] : [];
  const list = [...lines.slice(0, exampleLines), ...more].join(', ');
  const where = lines.length > 1 ? say('lines {0}', list) : say('line {0}', list);
  return say('Left out: {0} × {1} ({2})', formatCount(count), problemKinds[kind], where);
}

const isSame = (column: string, words: string): boolean =>
  column.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '') ===
  words.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/** Answers longer than a model is let answer, and jobs larger than anybody waits for. */
export function sizeWarnings(counts: { readonly questions: number }, longest: number): Sentence[] {
  return [
    ...(counts.questions > 500_000
      ? [
          say(
            '{0} take days to train: choose rows or statistics',
            countedText(counts.questions, 'question'),
          ),
        ]
      : []),
    ...(longest > 120
      ? [say('the longest answer has {0}: it may be cut off', countedText(longest, 'character'))]
      : []),
  ];
}
