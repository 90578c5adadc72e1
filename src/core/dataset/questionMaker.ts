import { type Askable, chooseAskables } from './askableColumns.ts';
import { cricket, type MatchFormat, sayFormat } from '../reading/domain.ts';
import { RowNamer } from '../table/rowName.ts';
import { amountOf, valueOf } from '../reading/cell.ts';
import { type GoldenColumn, goldenIn, saidByName } from './golden.ts';
import { HeldFacts } from './heldFacts.ts';
import { OddTexts } from './oddTexts.ts';
import { type LeftOutCount, sizeWarnings } from './readingSummary.ts';
import { SaidCells } from './saidCells.ts';
import type { TableWarning } from '../table/tableWarning.ts';
import { type Phrasings, phrasingsFor } from './phrasings.ts';
import { eachSplit, type Question, type Split } from './question.ts';
import { type GenerateOptions, settleOptions, type SettledOptions } from './generateOptions.ts';
import { columnNamed } from '../table/rowFilter.ts';
import type { Row, TableReading } from '../table/table.ts';
import type { Column } from '../reading/column.ts';
import { isGrouped } from './thousandsSeparators.ts';
import { TopLines } from '../table/topRows.ts';
import { escapeJson, PhrasingTemplate } from './phrasingTemplate.ts';

export type SplitCounts = Record<Split, number>;

/** What has been asked so far. */
export interface MadeCounts {
  entities: number;
  facts: number;
  questions: number;
  readonly splits: SplitCounts;
  otherWays: number; // of the split `train`
  /** Questions by statistic. */
  readonly statistics: Readonly<Record<string, SplitCounts>>;
}

interface Asking {
  readonly number: number;
  readonly split: 'train' | 'phrasing';
  readonly template: PhrasingTemplate;
  /** The line of questions.jsonl, cut where names and values come. */
  readonly line: LineParts;
}

/** What of a line is the same for all rows. */
interface LineParts {
  /** From the entity's slug to the question; then the question, escaped. */
  readonly afterId: string;
  readonly asked: (name: string, context: string) => string;
  /** From the fact's slug to the entity, from there to the split, from the row's number to the end. */
  readonly afterFact: string;
  readonly afterEntity: string;
  readonly afterRow: string;
}

interface Asked extends GoldenColumn {
  /** In the table's own format, or in a row's. */
  readonly askingsOf: (row: Row) => readonly Asking[];
  readonly askings: readonly Asking[];
  readonly counts: SplitCounts;
}

/**
 * Asks the facts of a table, row by row. The same table, phrasings and options give the same questions
 * everywhere, and another order of rows the same ids and splits.
 */
export class QuestionMaker {
  readonly options: SettledOptions;
  readonly counts: MadeCounts;
  #longestGolden = 0; // characters, so far
  readonly #odd = new OddTexts();
  readonly #said = new SaidCells();
  /** Looks at all rows that have to be over, one after the other, before the first is asked about. */
  readonly surveys: readonly ((row: Row) => void)[];
  readonly #asked: readonly Asked[];
  readonly #held: HeldFacts;
  readonly #top: TopLines | undefined;
  #topLines: ReadonlySet<number> | undefined;

  /** @throws UserError when an option is out of range, or a chosen statistic is not in the table. */
  constructor(table: TableReading, phrasings: Phrasings, options: GenerateOptions = {}) {
    this.options = settleOptions(options);
    const { understanding, readings, damaged } = table.scanned;
    this.#asked = chooseAskables(table, options.statistics).map((askable) => {
      const askingsIn = cachedAskings(askable, {
        phrasings,
        options: this.options,
        format: understanding.domain.format,
        isPast: new RowNamer(understanding).isPast,
      });
      return {
        ...askable,
        askings: askingsIn(undefined),
        askingsOf: ({ format }) => askingsIn(format),
        grouped: this.options.answers === 'thousands' && isGrouped(askable, readings),
        damaged: damaged.get(askable.column.index),
        counts: noSplits(),
      };
    });
    this.counts = {
      entities: 0,
      facts: 0,
      questions: 0,
      splits: noSplits(),
      otherWays: 0,
      statistics: Object.fromEntries(this.#asked.map(({ id, counts }) => [id, counts])),
    };
    const { heldFacts, seed, top } = this.options;
    this.#held = new HeldFacts({ share: heldFacts, seed });
    const surveys: ((row: Row) => void)[] = [];
    if (top !== null) {
      const column = columnNamed(top.by, table);
      const lines = new TopLines(top.count);
      this.#top = lines;
      surveys.push((row) => {
        lines.add(amountOf(valueOf(row, column) ?? '', column.mark), row.entity, row.line);
      });
    }
    if (heldFacts > 0) {
      surveys.push((row) => {
        this.#surveyFacts(row);
      });
    }
    this.surveys = surveys;
  }

  /** Ids of what is asked, in their order. */
  get statistics(): readonly string[] {
    return this.#asked.map(({ id }) => id);
  }

  get columns(): readonly Column[] {
    return this.#asked.map(({ column }) => column);
  }

  /** Cells that are not asked because the names of their rows say them. */
  get said(): LeftOutCount {
    return this.#said;
  }

  /** What looks wrong with the texts so far, and with the size of the job. */
  warnings(): TableWarning[] {
    const sizes = sizeWarnings(this.counts, this.#longestGolden).map((message) => ({ message }));
    return [...this.#odd.warnings(), ...sizes];
  }

  /** The questions about a row. */
  ask(row: Row): Question[] {
    const questions: Question[] = [];
    this.#each(row, (asked, { golden, split }) => {
      const fact = `${row.slug}/${asked.id}`;
      for (const asking of asked.askingsOf(row)) {
        questions.push({
          id: `${fact}/${asking.number}`,
          prompt: [{ role: 'user', content: asking.template.fill(row.name, row.context) }],
          completion: [{ role: 'assistant', content: golden }],
          fact,
          entity: row.entity,
          statistic: asked.id,
          phrasing: asking.number,
          split: split ?? asking.split,
          source: { row: row.row, column: asked.column.name },
        });
      }
    });
    return questions;
  }

  /** The same as lines of questions.jsonl: what `formatQuestions` makes of `ask`, several times faster. */
  lines(row: Row): string {
    const entity = escapeJson(row.entity);
    // Of letters, digits and hyphens: nothing to escape.
    const { slug } = row;
    const name = row.name === row.entity ? entity : escapeJson(row.name);
    const context = escapeJson(row.context);
    let lines = '';
    this.#each(row, ({ askingsOf }, { golden, split: held }) => {
      const answer = escapeJson(golden);
      for (const { line, split } of askingsOf(row)) {
        const asked = line.asked(name, context);
        lines += `{"id":"${slug}${line.afterId}${asked}"}],"completion":[{"role":"assistant","content":"${answer}"}],"fact":"${slug}${line.afterFact}${entity}${line.afterEntity}${held ?? split}","source":{"row":${row.row}${line.afterRow}`;
      }
    });
    return lines;
  }

  /** Notes questions that are not of the table. */
  countOthers(questions: readonly Question[]): void {
    this.counts.questions += questions.length;
    for (const { split } of questions) this.counts.splits[split]++;
    this.counts.otherWays += questions.filter(({ split }) => split === 'train').length;
  }

  /** Counts the questions about a row without making them. */
  count(row: Row): void {
    this.#each(row, () => undefined);
  }

  /**
   * Calls back for each fact of a row; `split` where the fact's outweighs the phrasing's.
   */
  #each(
    row: Row,
    tell: (
      asked: Asked,
      fact: { readonly golden: string; readonly split: 'fact' | undefined },
    ) => void,
  ): void {
    if (!this.#isChosen(row)) return;
    this.counts.entities++;
    this.#odd.addName(row);
    for (const asked of this.#asked) {
      const golden = goldenIn(row, asked);
      if (golden === saidByName) this.#said.add(row.line);
      if (golden === undefined || golden === saidByName) continue;
      const isHeld = this.options.heldFacts > 0 && this.#held.isHeld(`${row.slug}/${asked.id}`);
      this.counts.facts++;
      if (golden.length > this.#longestGolden) this.#longestGolden = golden.length;
      this.#odd.addGolden(golden, row, asked.column.name);
      this.counts.questions += asked.askings.length;
      for (const { split } of asked.askings) {
        const counted = isHeld ? 'fact' : split;
        asked.counts[counted]++;
        this.counts.splits[counted]++;
      }
      tell(asked, { golden, split: isHeld ? 'fact' : undefined });
    }
  }

  #isChosen({ line }: Row): boolean {
    if (this.#top === undefined) return true;
    this.#topLines ??= this.#top.lines();
    return this.#topLines.has(line);
  }

  #surveyFacts(row: Row): void {
    if (!this.#isChosen(row)) return;
    for (const asked of this.#asked) {
      if (typeof goldenIn(row, asked) === 'string') this.#held.add(`${row.slug}/${asked.id}`);
    }
  }
}

interface AskingContext {
  readonly phrasings: Phrasings;
  readonly options: SettledOptions;
  readonly format: MatchFormat | undefined;
  readonly isPast: boolean;
}

/** The askings of a column in the table's format or in another, each made once. */
function cachedAskings(
  askable: Askable,
  context: AskingContext,
): (format: MatchFormat | undefined) => readonly Asking[] {
  const made = new Map<string, readonly Asking[]>();
  return (format = context.format ?? cricket.neutral) => {
    const askings = made.get(format.id) ?? askingsOf(askable, { ...context, format });
    made.set(format.id, askings);
    return askings;
  };
}

function askingsOf(
  { id, title, column, meaning }: Askable,
  { phrasings, options, format, isPast }: AskingContext & { readonly format: MatchFormat },
): Asking[] {
  const { phrasingsPerFact, heldPhrasings } = options;
  const isKnown = meaning.statistic !== undefined || phrasings.own.has(id);
  const isDomains = !isKnown && !phrasings.hasOwnGeneral;
  const { train, held } = isDomains ? meaning.asked.phrasings : phrasingsFor(phrasings, id);
  const isOurs = meaning.statistic !== undefined && !phrasings.own.has(id);
  const { unit, noun, verb } = meaning.asked;
  const words = { statistic: title, unit, noun, verb };
  const ask = (text: string, number: number, split: 'train' | 'phrasing'): Asking => {
    const said = isOurs ? sayFormat(text, format) : text;
    const template = new PhrasingTemplate(said, words, isPast && isDomains);
    return { number, split, template, line: linePartsOf({ id, column, number, template }) };
  };
  return [
    ...train.slice(0, phrasingsPerFact ?? train.length).map((text, i) => ask(text, i + 1, 'train')),
    ...held
      .slice(0, heldPhrasings ?? held.length)
      .map((text, i) => ask(text, train.length + i + 1, 'phrasing')),
  ];
}

function linePartsOf({
  id,
  column,
  number,
  template,
}: Pick<Asking, 'number' | 'template'> & Pick<Askable, 'id' | 'column'>): LineParts {
  return {
    afterId: `/${id}/${number}","prompt":[{"role":"user","content":"`,
    asked: template.escaped(),
    afterFact: `/${id}","entity":"`,
    afterEntity: `","statistic":"${id}","phrasing":${number},"split":"`,
    afterRow: `,"column":"${escapeJson(column.name)}"}}\n`,
  };
}

const noSplits = (): SplitCounts => eachSplit(() => 0);
