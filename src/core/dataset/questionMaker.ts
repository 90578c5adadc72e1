import { type Askable, chooseAskables } from './askableColumns.ts';
import { ByteWriter, type Part, partOf } from './byteWriter.ts';
import { amountOf, valueOf } from '../table/cell.ts';
import { type GoldenColumn, GoldenReader } from './goldenReader.ts';
import { HeldFacts } from './heldFacts.ts';
import { type Phrasings, wordingsOf } from './phrasings.ts';
import type { Question, Split } from './question.ts';
import { type GenerateOptions, settleOptions, type SettledOptions } from './generateOptions.ts';
import { columnNamed } from '../table/rowFilter.ts';
import type { Row, TableReading } from '../table/table.ts';
import type { Column } from '../table/column.ts';
import { isGrouped } from './thousandsSeparators.ts';
import { TopLines } from '../table/topRows.ts';
import { escapeJson, Wording } from './wordingTemplate.ts';

export type SplitCounts = Record<Split, number>;

/** What has been asked so far. */
export interface MadeCounts {
  entities: number;
  facts: number;
  questions: number;
  readonly splits: SplitCounts;
  /** Questions by statistic. */
  readonly statistics: Readonly<Record<string, SplitCounts>>;
}

interface Asking {
  readonly number: number;
  readonly split: 'train' | 'phrasing';
  readonly wording: Wording;
  /** The line in UTF-8, cut where names and values come. */
  readonly line: LineParts;
}

/** What of a line is the same for all rows. */
interface LineParts {
  /** From the entity's slug to the question; then the question, cut at the entity. */
  readonly afterId: Part;
  readonly asked: readonly Part[];
  /** From the question to the answer. */
  readonly beforeAnswer: Part;
  /** From the fact's slug to the entity. */
  readonly afterFact: Part;
  /** From the entity to the split, which a held fact has its own of. */
  readonly afterEntity: Part;
  readonly split: Part;
  /** From the number of the row to the end. */
  readonly afterRow: Part;
}

interface Asked extends GoldenColumn {
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
  /** Looks at all rows that have to be over, one after the other, before the first is asked about. */
  readonly surveys: readonly ((row: Row) => void)[];
  readonly #key: Column;
  readonly #asked: readonly Asked[];
  readonly #held: HeldFacts;
  readonly #top: TopLines | undefined;
  #topLines: ReadonlySet<number> | undefined;
  readonly #golden = new GoldenReader();
  /** Of the row that is written, in UTF-8. */
  readonly #entity = new ByteWriter();
  readonly #slug = new ByteWriter();

  /** @throws UserError when an option is out of range, or a chosen statistic is not in the table. */
  constructor(table: TableReading, phrasings: Phrasings, options: GenerateOptions = {}) {
    this.options = settleOptions(options);
    this.#key = table.entityColumn;
    this.#asked = chooseAskables(table, options.statistics).map((askable) => ({
      ...askable,
      askings: askingsOf(askable, phrasings, this.options),
      grouped: this.options.answers === 'thousands' && isGrouped(askable, table.scanned.readings),
      counts: noSplits(),
    }));
    this.counts = {
      entities: 0,
      facts: 0,
      questions: 0,
      splits: noSplits(),
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
        lines.add(amountOf(valueOf(row, column) ?? ''), row.entity, row.line);
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

  /** The questions about a row. */
  ask(row: Row): Question[] {
    const questions: Question[] = [];
    this.#each(row, (asked, split) => {
      const golden = this.#golden.text;
      const fact = `${row.slug}/${asked.id}`;
      for (const asking of asked.askings) {
        questions.push({
          id: `${fact}/${asking.number}`,
          prompt: [{ role: 'user', content: asking.wording.fill(row.entity) }],
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

  /** The same as lines of questions.jsonl: what `formatQuestions` makes of `ask`, many times faster. */
  write(row: Row, to: ByteWriter): void {
    const entity = this.#entity;
    const slug = this.#slug;
    this.#takeName(row);
    this.#each(row, ({ askings }, split) => {
      for (const { line } of askings) {
        to.put(lineStart);
        to.putAllOf(slug);
        to.put(line.afterId);
        for (let i = 0; i < line.asked.length; i++) {
          if (i > 0) to.putAllOf(entity);
          to.put(line.asked[i] ?? nothing);
        }
        to.put(line.beforeAnswer);
        this.#golden.writeTo(to);
        to.put(beforeFact);
        to.putAllOf(slug);
        to.put(line.afterFact);
        to.putAllOf(entity);
        to.put(line.afterEntity);
        to.put(split === undefined ? line.split : heldSplit);
        to.put(beforeRow);
        to.putNumber(row.row);
        to.put(line.afterRow);
      }
    });
  }

  #takeName(row: Row): void {
    const { record, isPlain } = row;
    this.#entity.clear();
    this.#slug.clear();
    if (isPlain) {
      const start = record.start(this.#key.index);
      const end = record.end(this.#key.index);
      this.#entity.putBytes(record.codes, start, end);
      this.#slug.putPlainSlug(record.codes, start, end);
    } else {
      this.#entity.putText(escapeJson(row.entity));
      this.#slug.putText(escapeJson(row.slug));
    }
  }

  /** Counts the questions about a row without making them. */
  count(row: Row): void {
    this.#each(row, () => undefined);
  }

  /**
   * Calls back for each fact of a row, its golden read; `split` where the fact's outweighs the wording's.
   */
  #each(row: Row, tell: (asked: Asked, split: 'fact' | undefined) => void): void {
    if (!this.#isChosen(row)) return;
    this.counts.entities++;
    for (const asked of this.#asked) {
      if (!this.#golden.read(row, asked)) continue;
      const isHeld = this.options.heldFacts > 0 && this.#held.isHeld(`${row.slug}/${asked.id}`);
      this.counts.facts++;
      this.counts.questions += asked.askings.length;
      for (const { split } of asked.askings) {
        const counted = isHeld ? 'fact' : split;
        asked.counts[counted]++;
        this.counts.splits[counted]++;
      }
      tell(asked, isHeld ? 'fact' : undefined);
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
      if (this.#golden.read(row, asked)) this.#held.add(`${row.slug}/${asked.id}`);
    }
  }
}

function askingsOf(
  { id, title, column }: Askable,
  phrasings: Phrasings,
  { phrasingsPerFact, heldPhrasings }: SettledOptions,
): Asking[] {
  const { train, held } = wordingsOf(phrasings, id);
  const ask = (template: string, number: number, split: 'train' | 'phrasing'): Asking => {
    const wording = new Wording(template, title);
    return { number, split, wording, line: linePartsOf({ id, column, number, split, wording }) };
  };
  return [
    ...train.slice(0, phrasingsPerFact ?? train.length).map((w, i) => ask(w, i + 1, 'train')),
    ...held
      .slice(0, heldPhrasings ?? held.length)
      .map((w, i) => ask(w, train.length + i + 1, 'phrasing')),
  ];
}

function linePartsOf({
  id,
  column,
  number,
  split,
  wording,
}: Omit<Asking, 'line'> & { readonly id: string; readonly column: Column }): LineParts {
  return {
    afterId: partOf(`/${id}/${number}","prompt":[{"role":"user","content":"`),
    asked: wording.escaped().map(partOf),
    beforeAnswer: partOf('"}],"completion":[{"role":"assistant","content":"'),
    afterFact: partOf(`/${id}","entity":"`),
    afterEntity: partOf(`","statistic":"${id}","phrasing":${number},"split":"`),
    split: partOf(split),
    afterRow: partOf(`,"column":"${escapeJson(column.name)}"}}\n`),
  };
}

const lineStart = partOf('{"id":"');
const beforeFact = partOf('"}],"fact":"');
const beforeRow = partOf('","source":{"row":');
const heldSplit = partOf('fact');
const nothing = partOf('');

const noSplits = (): SplitCounts => ({ train: 0, phrasing: 0, fact: 0 });
