import { type Sentence, type Text } from '../common/sentence.ts';
import { type Askable, askablesOf, whyNotAsked } from './askableColumns.ts';
import type { Form } from '../reading/columnForm.ts';
import type { ColumnMeaning } from '../reading/understand.ts';
import type { TableWarning } from '../table/tableWarning.ts';
import type { CellKind } from '../reading/cell.ts';
import { rankOf } from '../common/hash.ts';
import type { TableProblem } from '../table/tableProblems.ts';
import type { Question } from './question.ts';
import { formatQuestions } from './questionsFile.ts';
import { readingInWords, type ReadingSummary, summarizeReading } from './readingSummary.ts';
import type { MadeCounts, QuestionMaker } from './questionMaker.ts';
import type { Row, TableReading } from '../table/table.ts';

/** What generating would make of a table, small enough to be sent and drawn whatever the table's size. */
export interface DatasetPreview {
  readonly name: string;
  readonly encoding: string;
  readonly delimiter: string;
  /** Rows that can be used, that the filter keeps out, and of the first those that are left out. */
  readonly rows: { readonly usable: number; readonly filtered: number };
  readonly columns: readonly PreviewColumn[];
  readonly counts: MadeCounts;
  readonly samples: readonly Question[];
  /** The first of them, and how many there are. */
  readonly problems: readonly TableProblem[];
  readonly problemCount: number;
  readonly warnings: readonly TableWarning[];
  /** How the table was understood, and the same in lines. */
  readonly reading: ReadingSummary;
  readonly readingLines: readonly Sentence[];
}

/** A column and what became of it. */
export interface PreviewColumn {
  readonly name: string;
  readonly role: 'entity' | 'key' | 'tells apart' | 'statistic' | 'other';
  readonly form: Form;
  /** What questions call it, where no known statistic describes it, and its unit. */
  readonly words?: string;
  readonly askedIn?: string;
  /** Why it is not asked unless it is chosen. */
  readonly notAsked?: Text;
  /** Cells that look damaged, and whether they are asked all the same. */
  readonly damaged: number;
  readonly keepsDamaged: boolean;
  /** Id and title under which it can be asked; absent for the entity. */
  readonly id?: string;
  readonly title?: string;
  readonly unit?: string;
  readonly asked: boolean;
  readonly kind: CellKind;
  readonly values: number;
  readonly missing: number;
  readonly examples: readonly string[];
}

/** What is asked besides the table's facts, once each. */
const oneOfEachKind = (questions: readonly Question[]): readonly Question[] => [
  ...new Map(questions.map((question) => [question.kind, question])).values(),
];

const samplesShown = 10;
const problemsShown = 1000;

/** What is asked besides the facts of a table, made once all of its rows have been noted. */
export interface FurtherQuestions {
  readonly isAsked: boolean;
  /** @param linesOf gives a row’s lines of questions.jsonl, which not every row needs */
  add(row: Row, linesOf: () => string): void;
  make(facts: number): readonly Question[];
}

/** Gathers a preview from the rows of a table, all of which it has to see. */
export class PreviewMaker {
  readonly #table: TableReading;
  readonly #maker: QuestionMaker;
  readonly #further: FurtherQuestions;
  /** Rows to take samples from: chosen by hash, so that they are from everywhere and always the same. */
  #chosen: { readonly rank: number; readonly questions: readonly Question[] }[] = [];

  constructor(table: TableReading, maker: QuestionMaker, further: FurtherQuestions) {
    this.#table = table;
    this.#maker = maker;
    this.#further = further;
  }

  add(row: Row): void {
    const rank = rankOf(row.slug);
    const last = this.#chosen.at(-1);
    const isLate = this.#chosen.length === samplesShown && last !== undefined && rank > last.rank;
    let asked: Question[] | undefined;
    const ask = (): Question[] => (asked ??= this.#maker.ask(row));
    if (this.#further.isAsked) this.#further.add(row, () => formatQuestions(ask()));
    if (isLate) {
      if (asked === undefined) this.#maker.count(row);
      return;
    }
    const questions = ask();
    if (questions.length === 0) return;
    this.#chosen.push({ rank, questions });
    this.#chosen.sort((a, b) => a.rank - b.rank);
    this.#chosen = this.#chosen.slice(0, samplesShown);
  }

  preview(form: { readonly encoding: string; readonly delimiter: string }): DatasetPreview {
    const { name, scanned, problems, warnings } = this.#table;
    const others = this.#further.make(this.#maker.counts.facts);
    this.#maker.countOthers(others);
    const reading = summarizeReading(this.#table, this.#maker);
    return {
      name,
      ...form,
      rows: { usable: scanned.usable, filtered: scanned.filtered },
      columns: this.#columns(),
      counts: this.#maker.counts,
      samples: [...this.#samples(), ...oneOfEachKind(others)],
      problems: problems.slice(0, problemsShown),
      problemCount: problems.length,
      warnings: [...warnings, ...this.#maker.warnings()],
      reading,
      readingLines: readingInWords(reading),
    };
  }

  /** Of each row another statistic and phrasing; of few rows several. */
  #samples(): Question[] {
    const samples = new Map<string, Question>();
    for (let i = 0; i < samplesShown; i++) {
      const questions = this.#chosen[i % this.#chosen.length]?.questions ?? [];
      const question = questions[(i * 7) % questions.length];
      if (question !== undefined) samples.set(question.id, question);
    }
    return [...samples.values()];
  }

  #columns(): PreviewColumn[] {
    const { scanned } = this.#table;
    const { meanings } = scanned.understanding;
    const askables = new Map(askablesOf(this.#table).map((a) => [a.column, a]));
    const asked = new Set(this.#maker.statistics);
    return scanned.readings.flatMap(({ column, kind, values, counts, examples }) => {
      const meaning = meanings.find((one) => one.column === column);
      if (meaning === undefined) return [];
      const askable = askables.get(column);
      const { form, asked: said, keepsDamaged } = meaning;
      const notAsked = askable && whyNotAsked(this.#table, askable);
      const isOwn = askable !== undefined && meaning.statistic === undefined;
      return {
        name: column.name,
        role: roleOf(meaning),
        form,
        ...(isOwn ? { words: said.statistic } : {}),
        ...(isOwn && said.unit !== undefined ? { askedIn: said.unit } : {}),
        ...(notAsked === undefined ? {} : { notAsked }),
        damaged: scanned.damagedIn(column.index),
        keepsDamaged,
        ...(askable === undefined ? {} : { id: askable.id, title: askable.title }),
        ...unitOf(askable),
        asked: askable !== undefined && asked.has(askable.id),
        kind,
        values,
        missing: counts.missing,
        examples,
      };
    });
  }
}

function roleOf({ role, statistic }: ColumnMeaning): PreviewColumn['role'] {
  if (role === 'name') return 'entity';
  if (role === 'key' || role === 'tells apart') return role;
  return statistic === undefined ? 'other' : 'statistic';
}

function unitOf(askable: Askable | undefined): { unit?: string } {
  const unit = askable?.meaning.statistic?.unit;
  return unit === undefined ? {} : { unit };
}
