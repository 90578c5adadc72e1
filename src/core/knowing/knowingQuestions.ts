import { Draws } from '../common/draws.ts';
import { rankOf } from '../common/hash.ts';
import { slug } from '../common/slug.ts';
import type { SettledOptions } from '../dataset/generateOptions.ts';
import { parseQuestions } from '../dataset/questionsFile.ts';
import type { Row } from '../table/table.ts';
import { askedOf, type Question, type QuestionKind, type Split } from '../dataset/question.ts';
import {
  absentAskings,
  type AbsentAsking,
  type AbsentAskings,
  type KnowingTable,
} from './absentAskings.ts';
import { NameInventor } from './nameInventor.ts';
import { otherWaysOf } from './otherWays.ts';
import { OtherWords } from './otherWords.ts';
import { type Model, TrainedFacts } from './trainedFacts.ts';
import { outsiders } from './unknownData.ts';

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
/** Questions of a kind that are asked and never trained: enough for an interval of two points. */
const heldPerKind = 200;
/**
 * Of three words of an invented name, those that are the table's own. Surnames behind other initials are
 * nearly all that models still answer, so more of them are trained than asked.
 */
const knownTaught = 2;
const knownHeld = 1;
/** Of every nine trained questions. */
const trainedKinds: readonly QuestionKind[] = [
  ...Array<QuestionKind>(4).fill('missing-statistic'),
  ...Array<QuestionKind>(2).fill('near-name'),
  ...Array<QuestionKind>(3).fill('invented-name'),
];
/**
 * Without these, a model that learns to tell names and statistics by their letters takes any other
 * spelling for something that the table does not know. One for so many questions of the split `unknown`.
 */
const taughtWays: readonly QuestionKind[] = [
  'terse',
  'typing-error',
  ...Array<QuestionKind>(4).fill('lower-case'),
  ...Array<QuestionKind>(8).fill('full-name'),
  ...Array<QuestionKind>(14).fill('other-words'),
];
const unknownPerTaught = 60;
/** Of a way that is taught, at most one in so many facts is asked in it instead. */
const factsPerAsked = 10;
/** One in so many is asked in other words, too: else these alone would say that an answer is known. */
const inOtherWordsEach = 5;

/** What questions of a split are made with. */
interface Making {
  readonly split: Split;
  /** Questions that they are modelled on. */
  readonly models: readonly Model[];
  readonly askings: AbsentAskings['held'];
  readonly words: OtherWords;
  readonly draws: Draws;
  /** Of all that were made, in either split. */
  readonly made: { readonly ids: Set<string>; readonly asked: Set<string> };
}

interface Sample {
  readonly rank: number;
  readonly name: string;
  readonly fullName: string | undefined;
  readonly lines: string;
}

/**
 * Makes what a model must not answer, each checked against the table, and other ways of asking what it
 * should. The questions of the table itself are the models: only name or statistic differ.
 */
export class KnowingQuestions {
  readonly #table: KnowingTable;
  readonly #options: KnowingOptions;
  readonly #names = new NameInventor();
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
    const rank = rankOf(id);
    if (rank > this.#lastRank) return;
    const lines = linesOf();
    if (lines === '') return;
    this.#samples.push({ rank, name, fullName: this.#table.fullNameOf(row), lines });
    if (this.#samples.length === 2 * sampledRows) this.#keepFirst();
  }

  /** @param facts that the table's own questions ask for */
  make(facts: number): Question[] {
    if (!this.isAsked) return [];
    this.#keepFirst();
    const models = this.#samples.flatMap(({ name, fullName, lines }) =>
      parseQuestions(lines)
        .questions.filter(({ split }) => split === 'train' || split === 'phrasing')
        .map((question) => ({ name, fullName, question })),
    );
    const trained = models.filter(({ question }) => question.split === 'train');
    if (trained.length === 0) return [];
    const unknown = this.#unknownOf(facts);
    // Of other rows it is not known whether they have the same value.
    const isWhole = this.#lastRank === Infinity;
    const known = new TrainedFacts(trained, this.#table, isWhole);
    const words = new OtherWords(this.#table, known);
    return [
      ...(unknown > 0 ? this.#unknowable(unknown, { trained, all: models, words }) : []),
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

  #unknowable(
    unknown: number,
    {
      trained,
      all,
      words,
    }: { trained: readonly Model[]; all: readonly Model[]; words: OtherWords },
  ): Question[] {
    const absent = absentAskings(this.#table);
    const made: Making['made'] = { ids: new Set(), asked: new Set() };
    // First, and by draws of its own: what is asked stays the same whatever is trained.
    const held = this.#held(Math.min(heldPerKind, unknown), {
      split: 'unknown-held',
      models: all,
      askings: absent.held,
      words,
      draws: new Draws(this.#options.seed + 2),
      made,
    });
    const taught = this.#taught(unknown, {
      split: 'unknown',
      models: trained,
      askings: absent.trained,
      words,
      draws: new Draws(this.#options.seed),
      made,
    });
    return [...taught, ...held];
  }

  #taught(unknown: number, making: Making): Question[] {
    const questions: Question[] = [];
    // Now and then the same comes twice, or there is nothing left to make up.
    for (let i = 0; questions.length < unknown && i < 3 * unknown; i++) {
      const kind = trainedKinds[i % trainedKinds.length] ?? 'invented-name';
      const question = this.#unknown(kind, making) ?? this.#unknown('invented-name', making);
      if (isNew(question, making)) questions.push(question);
    }
    return questions;
  }

  #held(perKind: number, making: Making): Question[] {
    const questions: Question[] = [];
    const add = (question: Question | undefined): void => {
      if (isNew(question, making)) questions.push(question);
    };
    for (const kind of ['invented-name', 'near-name', 'missing-statistic'] as const) {
      for (let i = 0; i < perKind; i++) add(this.#unknown(kind, making));
    }
    for (const name of outsiders(this.#table.domain)) {
      if (this.#names.knows(name)) continue;
      for (let i = 0; i < 2; i++) {
        add(this.#about(name, making.draws.of(making.models), 'outside', making));
      }
    }
    return questions;
  }

  #unknown(kind: QuestionKind, making: Making): Question | undefined {
    const { split, models, askings, draws } = making;
    const model = draws.of(models);
    if (kind === 'missing-statistic') {
      if (askings.length === 0) return undefined;
      return this.#lacking(model, draws.of(draws.of(askings)), making);
    }
    const name =
      kind === 'near-name'
        ? this.#names.near(draws)
        : this.#names.invent(draws, split === 'unknown' ? knownTaught : knownHeld);
    return name === undefined ? undefined : this.#about(name, model, kind, making);
  }

  /** A model's question, about another name. */
  #about(
    name: string,
    model: Model,
    kind: QuestionKind,
    { split, words, draws }: Making,
  ): Question | undefined {
    const { name: modelled, question } = model;
    const asked = askedOf(question);
    if (!asked.includes(modelled)) return undefined;
    const fact = `${split}/${slug(name)}/${question.statistic}`;
    const inOther =
      split === 'unknown' && draws.below(inOtherWordsEach) === 0
        ? words.of(model, name, 'taught', draws)
        : undefined;
    const content = inOther ?? asked.replaceAll(modelled, () => name);
    return {
      ...question,
      id: `${fact}/${inOther === undefined ? question.phrasing : 'other-words'}`,
      prompt: [{ role: 'user', content }],
      completion: [{ role: 'assistant', content: this.#options.unknownAnswer }],
      fact,
      entity: name,
      split,
      kind,
      source: { row: 0, column: question.source.column },
    };
  }

  /** A statistic that the table lacks, of a name that it has. */
  #lacking(
    { name, question }: Model,
    { id, ask, isNamed }: AbsentAsking,
    { split, words, draws }: Making,
  ): Question | undefined {
    const asked = ask(name, askedOf(question), draws);
    if (asked === undefined) return undefined;
    const inOther =
      split === 'unknown' && isNamed && draws.below(inOtherWordsEach) === 0
        ? words.ofStatistic(id, name, 'taught', draws)
        : undefined;
    const fact = `${split}/${slug(question.entity)}/${id}`;
    return {
      ...question,
      id: `${fact}/${inOther === undefined ? 1 : 'other-words'}`,
      prompt: [{ role: 'user', content: inOther ?? asked }],
      completion: [{ role: 'assistant', content: this.#options.unknownAnswer }],
      fact,
      statistic: id,
      phrasing: 1,
      split,
      kind: 'missing-statistic',
      source: { row: 0, column: id },
    };
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

/** Whether there is a question that says something which none before it did; it is noted. */
function isNew(question: Question | undefined, { made }: Making): question is Question {
  if (question === undefined || made.ids.has(question.id)) return false;
  const said = askedOf(question);
  if (made.asked.has(said)) return false;
  made.asked.add(said);
  made.ids.add(question.id);
  return true;
}
