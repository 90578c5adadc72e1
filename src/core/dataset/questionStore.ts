import { ComputedList } from '../common/lazyList.ts';
import { askedTimes, splits, type Message, type Question, type QuestionKind } from './question.ts';

const nothingBefore: readonly Message[] = [];

/**
 * Questions by column: a million of them in a fifth of the room that a million objects take. Texts that
 * many questions share are kept once.
 */
export class QuestionColumns extends ComputedList<Question> {
  readonly #ids: string[] = [];
  readonly #asked: string[] = [];
  /** Messages before the one that asks; most questions have none. */
  readonly #before: (readonly Message[])[] = [];
  readonly #goldens: string[] = [];
  readonly #facts: string[] = [];
  readonly #entities: string[] = [];
  readonly #statistics: string[] = [];
  readonly #columns: string[] = [];
  readonly #phrasings: number[] = [];
  readonly #splits: number[] = [];
  readonly #sourceRows: number[] = [];
  /** By row, of the few that have one. */
  readonly #kinds = new Map<number, QuestionKind>();
  /** By row, of the few that are asked more than once an epoch. */
  readonly #times = new Map<number, number>();
  readonly #pool = new Map<string, string>();
  #rowById: Map<string, number> | undefined;
  /** Where the next question that is looked for is likely to be. */
  #next = 0;

  static of(questions: Iterable<Question>): QuestionColumns {
    if (questions instanceof QuestionColumns) return questions;
    const columns = new QuestionColumns();
    for (const question of questions) columns.push(question);
    return columns;
  }

  get length(): number {
    return this.#ids.length;
  }

  push(question: Question): void {
    const { prompt, fact, source } = question;
    const before = prompt.length > 1 ? prompt.slice(0, -1) : nothingBefore;
    const previous = this.#facts.at(-1);
    if (question.kind !== undefined) this.#kinds.set(this.length, question.kind);
    if (question.times !== undefined) this.#times.set(this.length, question.times);
    this.#ids.push(question.id);
    this.#asked.push(prompt.at(-1)?.content ?? '');
    this.#before.push(before);
    this.#goldens.push(this.#once(question.completion[0].content));
    // The questions of one fact stand together.
    this.#facts.push(fact === previous ? previous : fact);
    this.#entities.push(this.#once(question.entity));
    this.#statistics.push(this.#once(question.statistic));
    this.#columns.push(this.#once(source.column));
    this.#phrasings.push(question.phrasing);
    this.#splits.push(splits.indexOf(question.split));
    this.#sourceRows.push(source.row);
    this.#rowById = undefined;
  }

  at(index: number): Question | undefined {
    const id = this.#ids[index];
    if (id === undefined) return undefined;
    const before = this.#before[index] ?? nothingBefore;
    const kind = this.#kinds.get(index);
    const asked: Message = { role: 'user', content: this.#asked[index] ?? '' };
    const question: Question = {
      id,
      prompt: before.length === 0 ? [asked] : [...before, asked],
      completion: [{ role: 'assistant', content: this.#goldens[index] ?? '' }],
      fact: this.#facts[index] ?? '',
      entity: this.#entities[index] ?? '',
      statistic: this.#statistics[index] ?? '',
      phrasing: this.#phrasings[index] ?? 0,
      split: splits[this.#splits[index] ?? 0] ?? 'train',
      ...(kind === undefined ? {} : { kind }),
      source: { row: this.#sourceRows[index] ?? 0, column: this.#columns[index] ?? '' },
    };
    return askedTimes(question, this.#times.get(index) ?? 1);
  }

  goldenAt(index: number): string {
    return this.#goldens[index] ?? '';
  }

  /** Index of a question; -1 where none has this id. Fastest when asked in their order. */
  indexOf(id: string): number {
    if (this.#ids[this.#next] === id) return this.#next++;
    this.#rowById ??= new Map(this.#ids.map((other, index) => [other, index]));
    const index = this.#rowById.get(id) ?? -1;
    if (index >= 0) this.#next = index + 1;
    return index;
  }

  /**
   * Like `indexOf`, for the one question that a person asks about: ten milliseconds in a million. The map that makes
   * many look-ups fast takes a second and 116 MB to be made.
   */
  placeOf(id: string): number {
    return this.#rowById === undefined ? this.#ids.indexOf(id) : (this.#rowById.get(id) ?? -1);
  }

  #once(text: string): string {
    const kept = this.#pool.get(text);
    if (kept === undefined) this.#pool.set(text, text);
    return kept ?? text;
  }
}
