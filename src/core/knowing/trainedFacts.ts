import { goldenOf, type Question } from '../dataset/question.ts';
import { type MatchFormat, sayFormat } from '../reading/domain.ts';
import type { AskedFact } from './otherWays.ts';
import { reversedAsking, translatedAskings } from './unknownData.ts';

/** A question of the table, which others are modelled on. */
export interface Model {
  /** What its asking calls the entity. */
  readonly name: string;
  readonly fullName: string | undefined;
  readonly question: Question;
}

/** Knows of each trained fact what other ways of asking need. */
export class TrainedFacts {
  readonly #format: MatchFormat | undefined;
  /** One question of each fact. */
  readonly #ofEntity = new Map<string, Question[]>();
  /** By statistic and value; undefined where not all rows are known. */
  readonly #entitiesOf: Map<string, Set<string>> | undefined;

  /** @param isWhole whether `models` are of all rows of the table */
  constructor(models: readonly Model[], format: MatchFormat | undefined, isWhole: boolean) {
    this.#format = format;
    if (isWhole) this.#entitiesOf = new Map();
    const seen = new Set<string>();
    for (const { question } of models) {
      if (seen.has(question.fact)) continue;
      seen.add(question.fact);
      group(this.#ofEntity, question.entity, []).push(question);
      if (this.#entitiesOf)
        group(this.#entitiesOf, valueKey(question), new Set()).add(question.entity);
    }
  }

  of({ fullName, question }: Model): AskedFact {
    const { entity, fact, statistic } = question;
    const isOne = this.#entitiesOf?.get(valueKey(question))?.size === 1;
    return {
      fullName,
      others: (this.#ofEntity.get(entity) ?? []).filter((other) => other.fact !== fact),
      translated: this.#format?.id === 'test' ? translatedAskings.get(statistic) : undefined,
      reversed: isOne ? this.#said(reversedAsking(statistic)) : undefined,
    };
  }

  #said(asking: string): string {
    return this.#format === undefined ? asking : sayFormat(asking, this.#format);
  }
}

const valueKey = (question: Question): string => `${question.statistic}\n${goldenOf(question)}`;

function group<Value>(groups: Map<string, Value>, key: string, empty: Value): Value {
  const found = groups.get(key) ?? empty;
  groups.set(key, found);
  return found;
}
