import { Draws } from '../common/draws.ts';
import { rankOf } from '../common/hash.ts';
import type { SettledOptions } from '../dataset/generateOptions.ts';
import { parseQuestions } from '../dataset/questionsFile.ts';
import type { Row } from '../table/table.ts';
import { askedOf, type Question, type QuestionKind } from '../dataset/question.ts';
import type { KnowingTable } from './absentAskings.ts';
import { NameInventor } from './nameInventor.ts';
import { otherWaysOf } from './otherWays.ts';
import { OtherWords } from './otherWords.ts';
import { type Model, TrainedFacts } from './trainedFacts.ts';
import { UnknownQuestions } from './unknownQuestions.ts';

/** What is asked besides the facts of a table. */
export type KnowingOptions = Pick<
  SettledOptions,
  'unknown' | 'unknownAnswer' | 'otherWays' | 'seed'
>;

/**
 * `auto` for each fact, within these bounds: of 900 facts, five left a few more of what is unknown
 * answered (bench/results/belief_turns.json), and 9,000 need more than 6,000 in all (belief_6000.json).
 */
const unknownPerFact = 6;
const fewestUnknown = 500;
const mostUnknown = 20_000;
/** Rows that questions are modelled on. */
const sampledRows = 400;
/**
 * Without these, a model that learns to tell names and statistics by their letters takes any other
 * spelling for something that the table does not know. One for so many questions of the split `unknown`.
 */
const taughtWays: readonly QuestionKind[] = [
  'terse',
  'typing-error',
  ...Array<QuestionKind>(4).fill('lower-case'),
  ...Array<QuestionKind>(8).fill('full-name'),
  ...Array<QuestionKind>(20).fill('other-words'),
];
const unknownPerTaught = 60;
/** Of a way that is taught, at most one in so many facts is asked in it instead. */
const factsPerAsked = 10;

interface Sample extends Omit<Model, 'question'> {
  readonly rank: number;
  readonly lines: string;
}

/** Makes what a model must not answer, and other ways of asking what it should. */
export class KnowingQuestions {
  readonly #table: KnowingTable;
  readonly #options: KnowingOptions;
  readonly #names = new NameInventor();
  readonly #formats = new Set<string>();
  #samples: Sample[] = [];
  /** No row of a later rank is among the sampled ones. */
  #lastRank = Infinity;

  constructor(table: KnowingTable, options: KnowingOptions) {
    this.#table = table;
    this.#options = options;
  }

  get isAsked(): boolean {
    return this.#options.unknown !== 0 || this.#options.otherWays > 0;
  }

  /**
   * Notes a row. Every row is noted before any question is made.
   *
   * @param linesOf its lines of questions.jsonl, which only rows need that questions may be modelled on
   */
  add(row: Row, linesOf: () => string): void {
    const { name, slug: id } = row;
    this.#names.add(name);
    if (row.format) this.#formats.add(row.format.id);
    const rank = rankOf(id);
    if (rank > this.#lastRank) return;
    const lines = linesOf();
    if (lines === '') return;
    this.#samples.push({
      ...{ rank, name, lines },
      fullName: this.#table.fullNameOf(row),
      format: row.format ?? this.#table.format,
      isWholeName: row.context === '',
    });
    if (this.#samples.length === 2 * sampledRows) this.#keepFirst();
  }

  /** @param facts that the table's own questions ask for */
  make(facts: number): Question[] {
    if (!this.isAsked) return [];
    this.#keepFirst();
    const models = this.#samples.flatMap(({ lines, ...sample }) =>
      parseQuestions(lines)
        .questions.filter(({ split }) => split === 'train' || split === 'phrasing')
        .map((question) => ({ ...sample, question })),
    );
    const trained = models.filter(({ question }) => question.split === 'train');
    if (trained.length === 0) return [];
    const unknown = this.#unknownOf(facts);
    // Of other rows it is not known whether they have the same value.
    const isWhole = this.#lastRank === Infinity;
    const known = new TrainedFacts(trained, this.#table, isWhole);
    const words = new OtherWords(this.#table, known);
    const { unknownAnswer, seed } = this.#options;
    const unknowable = new UnknownQuestions(this.#table, this.#names, words, unknownAnswer);
    return [
      ...(unknown > 0
        ? unknowable.make(unknown, { trained, all: models, formats: this.#formats }, seed)
        : []),
      ...this.#otherWays(unknown, { trained, known, words }),
    ];
  }

  #unknownOf(facts: number): number {
    const { unknown } = this.#options;
    if (unknown !== 'auto') return unknown;
    return Math.min(mostUnknown, Math.max(fewestUnknown, unknownPerFact * facts));
  }

  #keepFirst(): void {
    this.#samples.sort((a, b) => a.rank - b.rank);
    this.#samples = this.#samples.slice(0, sampledRows);
    if (this.#samples.length === sampledRows)
      this.#lastRank = this.#samples.at(-1)?.rank ?? Infinity;
  }

  #otherWays(
    unknown: number,
    {
      trained,
      known,
      words,
    }: { trained: readonly Model[]; known: TrainedFacts; words: OtherWords },
  ): Question[] {
    const { otherWays, seed } = this.#options;
    const draws = new Draws(seed + 1);
    const questions = new Map<string, Question>();
    const facts = new Set(trained.map(({ question }) => question.fact)).size;
    for (const { kind, ask } of otherWaysOf(this.#table.language)) {
      const ofWay = taughtWays.filter((way) => way === kind).length;
      const taught = Math.round((ofWay * unknown) / unknownPerTaught);
      /** Whether there is one more. */
      const add = (split: 'train' | 'asked'): boolean => {
        const model = draws.of(trained);
        const { name, question } = model;
        const other = draws.of(trained).question;
        const otherWords = words.of(model, name, split === 'train' ? 'taught' : 'asked', draws);
        const of = known.of(model);
        const changes = ask({ name, question, other, draws, otherWords, of });
        if (changes === undefined || questions.has(`asked/${kind}/${question.fact}`)) return false;
        const before = questions.get(`train/${kind}/${question.fact}`);
        // Other words are others each time: a fact may be taught in two of them.
        if (before !== undefined && kind !== 'other-words') return false;
        if (before && askedOf(before) === changes.prompt.at(-1)?.content) return false;
        const id = `${split}/${kind}/${question.fact}${before ? '/2' : ''}`;
        const isNew = !questions.has(id);
        questions.set(id, { ...question, ...changes, id, split, kind });
        return isNew;
      };
      const asked = taught > 0 ? Math.min(otherWays, Math.ceil(facts / factsPerAsked)) : otherWays;
      for (let i = 0; i < asked; i++) add('asked');
      // Now and then the same comes twice, or there is nothing left to be asked so.
      for (let i = 0, made = 0; made < taught && i < 3 * taught; i++) if (add('train')) made += 1;
    }
    return [...questions.values()];
  }
}
