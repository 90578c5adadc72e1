import {
  isUnknowable,
  type Question,
  type QuestionKind,
  questionKinds,
} from '../dataset/question.ts';
import { clusteredInterval, type Cluster, type Interval } from './confidenceInterval.ts';
import type { Score } from './verdict.ts';

/** A number of questions, and the 95 % interval of its share. */
export interface Part {
  readonly questions: number;
  readonly interval: Interval;
}

/**
 * How well a model keeps apart what the table knows from what it does not, counted as SimpleQA counts
 * (arXiv 2411.04368): correct, incorrect and not attempted, of questions that have an answer and of
 * those that have none. Facts that were never trained are left out: to refuse them is no error.
 */
export interface Knowing {
  /** Questions that the table answers. */
  readonly known: number;
  readonly answeredRightly: Part;
  readonly answeredWrongly: Part;
  readonly refusedWrongly: Part;
  /** Questions that it cannot answer, trained ones among them. */
  readonly unknowable: number;
  readonly refusedRightly: Part;
  readonly invented: Part;
}

/** Questions of one kind, and how many were answered as they should be. */
export interface KindTally {
  readonly kind: QuestionKind;
  /** Of those never trained. */
  readonly questions: number;
  readonly exact: number;
  readonly interval: Interval;
}

/** Counts rows by whether the table knows the answer, and by kind. */
export class KnowingCounter {
  readonly #known = new Outcomes();
  readonly #unknowable = new Outcomes();
  readonly #kinds = new Map<QuestionKind, Outcomes>();

  add({ question, ...score }: Score & { readonly question: Question }): void {
    const { split, kind } = question;
    const outcome = outcomeOf(score);
    if (isUnknowable(split)) this.#unknowable.add(question.entity, outcome);
    else if (split !== 'fact') this.#known.add(question.fact, outcome);
    if (kind === undefined || split === 'unknown') return;
    const tally = this.#kinds.get(kind) ?? new Outcomes();
    this.#kinds.set(kind, tally);
    tally.add(question.entity, outcome);
  }

  /** Undefined where there is no question that the table cannot answer, or none that it can. */
  knowing(): Knowing | undefined {
    const known = this.#known.part('right');
    const refusedRightly = this.#unknowable.part('right');
    if (known === undefined || refusedRightly === undefined) return undefined;
    return {
      known: this.#known.size,
      answeredRightly: known,
      answeredWrongly: this.#known.part('wrong') ?? known,
      refusedWrongly: this.#known.part('refused') ?? known,
      unknowable: this.#unknowable.size,
      refusedRightly,
      invented: this.#unknowable.part('wrong') ?? refusedRightly,
    };
  }

  kinds(): KindTally[] {
    return questionKinds.flatMap((kind) => {
      const tally = this.#kinds.get(kind);
      const right = tally?.part('right');
      if (tally === undefined || right === undefined) return [];
      return [{ kind, questions: tally.size, exact: right.questions, interval: right.interval }];
    });
  }
}

const outcomes = ['right', 'wrong', 'refused'] as const;
type Outcome = (typeof outcomes)[number];

const outcomeOf = ({ verdict }: Pick<Score, 'verdict'>): Outcome => {
  if (verdict === 'exact') return 'right';
  return verdict === 'refused' ? 'refused' : 'wrong';
};

/** Outcomes by cluster: the questions about one fact, or about one who is not in the table. */
class Outcomes {
  readonly #clusters = new Map<string, Record<Outcome, number>>();
  size = 0;

  add(cluster: string, outcome: Outcome): void {
    const found = this.#clusters.get(cluster) ?? { right: 0, wrong: 0, refused: 0 };
    this.#clusters.set(cluster, found);
    found[outcome]++;
    this.size++;
  }

  /** Undefined without questions. */
  part(outcome: Outcome): Part | undefined {
    const clusters: Cluster[] = [...this.#clusters.values()].map((found) => ({
      questions: outcomes.reduce((sum, one) => sum + found[one], 0),
      exact: found[outcome],
    }));
    const interval = clusteredInterval(clusters);
    const questions = clusters.reduce((sum, { exact }) => sum + exact, 0);
    return interval && { questions, interval };
  }
}
