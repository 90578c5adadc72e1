import type { Draws } from '../common/draws.ts';
import { sayFormat } from '../reading/domain.ts';
import type { KnowingTable } from './absentAskings.ts';
import { renamed } from './renamed.ts';
import type { Model, TrainedFacts } from './trainedFacts.ts';
import { otherWords, unknownLanguage } from './unknownData.ts';

type Sentences = 'taught' | 'asked';

/** Asks for what a question asks for, in words that no phrasing uses. */
export class OtherWords {
  readonly #table: KnowingTable;
  readonly #facts: TrainedFacts;

  constructor(table: KnowingTable, facts: TrainedFacts) {
    this.#table = table;
    this.#facts = facts;
  }

  /**
   * Of a model, about `name` instead of its own. Undefined in a language that there are no other words
   * of, and where none of the fact's phrasings names what it asks for.
   */
  of(model: Model, name: string, sentences: Sentences, draws: Draws): string | undefined {
    const { entity, fact, statistic } = model.question;
    if (this.#table.language !== unknownLanguage) return undefined;
    const isKnown = this.#table.format !== undefined && this.#table.phrasings.has(statistic);
    // What else a row's name says, as a season, no words for a statistic say.
    if (isKnown && entity === model.name)
      return this.ofStatistic(statistic, name, sentences, draws);
    const known = this.#facts.whatOf(fact);
    const what = known && (renamed(known, model.name, name) ?? known);
    return what && draws.of(otherWords[sentences]).replace('{what}', () => what);
  }

  /** Of a known statistic: its further phrasings as often as words that fit any. */
  ofStatistic(statistic: string, name: string, sentences: Sentences, draws: Draws): string {
    const template =
      sentences === 'taught' ? this.#taught(statistic, draws) : general('asked', draws);
    return template
      .replaceAll('{statistic}', () => statistic.replaceAll('-', ' '))
      .replaceAll('{entity}', () => name);
  }

  #taught(statistic: string, draws: Draws): string {
    const { format, phrasings } = this.#table;
    const more = phrasings.get(statistic)?.more ?? [];
    if (format === undefined || more.length === 0 || draws.below(2) === 0)
      return general('taught', draws);
    const said = sayFormat(draws.of(more), format);
    const what = givenIn(said);
    return what === undefined ? said : draws.of(otherWords.taught).replace('{what}', () => what);
  }
}

const general = (sentences: Sentences, draws: Draws): string =>
  draws.of(otherWords[sentences]).replace('{what}', draws.of(otherWords.what));

/** What “Give …” asks for: it can be asked for in other sentences. */
const givenIn = (phrasing: string): string | undefined => /^Give (.+)\.$/.exec(phrasing)?.[1];
