import { Draws } from '../common/draws.ts';
import { slug } from '../common/slug.ts';
import { askedOf, type Question, type QuestionKind } from '../dataset/question.ts';
import {
  absentAskings,
  type AbsentAsking,
  type AbsentAskings,
  type KnowingTable,
} from './absentAskings.ts';
import type { NameInventor } from './nameInventor.ts';
import type { OtherWords } from './otherWords.ts';
import { renamed } from './renamed.ts';
import type { Model } from './trainedFacts.ts';
import { outsiders } from './unknownData.ts';

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
/** One in so many is asked in other words, too: else these alone would say that an answer is known. */
const inOtherWordsEach = 5;

/** Questions that others are modelled on: of the facts that are trained, and with them of held-out phrasings. */
interface Models {
  readonly trained: readonly Model[];
  readonly all: readonly Model[];
  /** Ids of the formats that rows are of, in a table that says it of each. */
  readonly formats: ReadonlySet<string>;
}

/** What questions of a split are made with. */
interface Making {
  readonly split: 'unknown' | 'unknown-held';
  readonly models: readonly Model[];
  readonly askings: AbsentAskings['held'];
  readonly draws: Draws;
  /** Of all that were made, in either split. */
  readonly made: { readonly ids: Set<string>; readonly asked: Set<string> };
}

/**
 * Makes what a model must not answer, each checked against the table. The questions of the table itself
 * are the models: only name or statistic differ.
 */
export class UnknownQuestions {
  readonly #table: KnowingTable;
  readonly #names: NameInventor;
  readonly #words: OtherWords;
  readonly #answer: string;

  /**
   * @param names to which every name of the table was added
   * @param answer the dataset's word for not knowing
   */
  constructor(table: KnowingTable, names: NameInventor, words: OtherWords, answer: string) {
    this.#table = table;
    this.#names = names;
    this.#words = words;
    this.#answer = answer;
  }

  /** @param unknown as many are trained, if there are so many; of each kind that is only asked at most as many */
  make(unknown: number, { trained, all, formats }: Models, seed: number): Question[] {
    const absent = absentAskings(this.#table, formats);
    const made: Making['made'] = { ids: new Set(), asked: new Set() };
    // First, and by draws of its own: what is asked stays the same whatever is trained.
    const held = this.#held(Math.min(heldPerKind, unknown), {
      split: 'unknown-held',
      models: all,
      askings: absent.held,
      draws: new Draws(seed + 2),
      made,
    });
    const taught = this.#taught(unknown, {
      split: 'unknown',
      models: trained,
      askings: absent.trained,
      draws: new Draws(seed),
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
      if (noteNew(question, making)) questions.push(question);
    }
    return questions;
  }

  #held(perKind: number, making: Making): Question[] {
    const questions: Question[] = [];
    const add = (question: Question | undefined): void => {
      if (noteNew(question, making)) questions.push(question);
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
    { split, draws }: Making,
  ): Question | undefined {
    const { name: modelled, question } = model;
    const asked = renamed(askedOf(question), modelled, name);
    if (asked === undefined) return undefined;
    const fact = `${split}/${slug(name)}/${question.statistic}`;
    const inOther =
      split === 'unknown' && draws.below(inOtherWordsEach) === 0
        ? this.#words.of(model, name, 'taught', draws)
        : undefined;
    const content = inOther ?? asked;
    return {
      ...question,
      id: `${fact}/${inOther === undefined ? question.phrasing : 'other-words'}`,
      prompt: [{ role: 'user', content }],
      completion: [{ role: 'assistant', content: this.#answer }],
      fact,
      entity: name,
      split,
      kind,
      source: { row: 0, column: question.source.column },
    };
  }

  /** A statistic that the table lacks, of a name that it has. */
  #lacking(
    { name, format, question }: Model,
    { id, ask, isNamed }: AbsentAsking,
    { split, draws }: Making,
  ): Question | undefined {
    const asked = ask(
      name,
      { asked: askedOf(question), statistic: question.statistic, format },
      draws,
    );
    if (asked === undefined) return undefined;
    const inOther =
      split === 'unknown' && isNamed && draws.below(inOtherWordsEach) === 0
        ? this.#words.ofStatistic(id, name, 'taught', draws)
        : undefined;
    const fact = `${split}/${slug(question.entity)}/${id}`;
    return {
      ...question,
      id: `${fact}/${inOther === undefined ? 1 : 'other-words'}`,
      prompt: [{ role: 'user', content: inOther ?? asked }],
      completion: [{ role: 'assistant', content: this.#answer }],
      fact,
      statistic: id,
      phrasing: 1,
      split,
      kind: 'missing-statistic',
      source: { row: 0, column: id },
    };
  }
}

/** Notes a question, if there is one and none before it asked the same; false if not. */
function noteNew(question: Question | undefined, { made }: Making): question is Question {
  if (question === undefined || made.ids.has(question.id)) return false;
  const said = askedOf(question);
  if (made.asked.has(said)) return false;
  made.asked.add(said);
  made.ids.add(question.id);
  return true;
}
