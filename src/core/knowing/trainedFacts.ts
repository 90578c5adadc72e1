import { askedOf, goldenOf, type Question } from '../dataset/question.ts';
import { type MatchFormat, sayFormat } from '../reading/domain.ts';
import type { KnowingTable } from './absentAskings.ts';
import type { AskedFact } from './otherWays.ts';
import { reversedOf, reversedOfCricket, translatedAskings } from './unknownData.ts';

/** A question of the table, which others are modelled on. */
export interface Model {
  /** What its asking calls the entity. */
  readonly name: string;
  readonly fullName: string | undefined;
  /** That its row is of, in a table of cricket. */
  readonly format: MatchFormat | undefined;
  /** Whether the name alone tells its row apart, or with its format. */
  readonly isWholeName: boolean;
  readonly question: Question;
}

/** Knows of each trained fact what other ways of asking need. */
export class TrainedFacts {
  readonly #table: Pick<KnowingTable, 'saidOf'>;
  /** By fact. */
  readonly #what = new Map<string, string>();
  /** One question of each fact. */
  readonly #ofEntity = new Map<string, Question[]>();
  /** By statistic and value; undefined where not all rows are known. */
  readonly #entitiesOf: Map<string, Set<string>> | undefined;

  /** @param isWhole whether `models` are of all rows of the table */
  constructor(models: readonly Model[], table: Pick<KnowingTable, 'saidOf'>, isWhole: boolean) {
    this.#table = table;
    if (isWhole) this.#entitiesOf = new Map();
    const seen = new Set<string>();
    for (const { question } of models) {
      const what = whatIn(askedOf(question));
      if (what !== undefined && !this.#what.has(question.fact)) this.#what.set(question.fact, what);
      if (seen.has(question.fact)) continue;
      seen.add(question.fact);
      group(this.#ofEntity, question.entity, []).push(question);
      if (this.#entitiesOf)
        group(this.#entitiesOf, valueKey(question), new Set()).add(question.entity);
    }
  }

  of({ fullName, question, format, isWholeName }: Model): AskedFact {
    const { entity, fact, statistic } = question;
    const isOne = this.#entitiesOf?.get(valueKey(question))?.size === 1;
    const said = this.#table.saidOf(statistic);
    return {
      said,
      fullName,
      others: (this.#ofEntity.get(entity) ?? []).filter((other) => other.fact !== fact),
      translated:
        isWholeName && format?.id === 'test' ? translatedAskings.get(statistic) : undefined,
      reversed: isWholeName && isOne ? reversedAsking(statistic, said, format) : undefined,
    };
  }

  /** What questions of a fact ask for, as `the population of Kenya in 2007`. */
  whatOf(fact: string): string | undefined {
    return this.#what.get(fact);
  }
}

/** In words of cricket only where the row is of a format: a bridge has a span, too. */
function reversedAsking(statistic: string, said: string, format: MatchFormat | undefined): string {
  const ofCricket = reversedOfCricket.get(statistic);
  return format && ofCricket !== undefined ? sayFormat(ofCricket, format) : reversedOf(said);
}

const valueKey = (question: Question): string => `${question.statistic}\n${goldenOf(question)}`;

function group<Value>(groups: Map<string, Value>, key: string, empty: Value): Value {
  const found = groups.get(key) ?? empty;
  groups.set(key, found);
  return found;
}

/** What a question that begins with “What is …” asks for, as part of another sentence. */
function whatIn(asked: string): string | undefined {
  const [, verb, what] = /^Wh(?:at|o) (is|was|are|were) (.+)\?$/.exec(asked) ?? [];
  if (verb === undefined || what === undefined) return undefined;
  return what.startsWith('recorded ') ? `what ${verb} ${what}` : what;
}
