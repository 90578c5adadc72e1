import { say } from '../common/sentence.ts';
import type { TopRows } from '../table/topRows.ts';
import { UserError } from '../common/userError.ts';

/** How goldens are written: as the table does, or whole numbers with commas between thousands. */
export const answerForms = ['as written', 'thousands'] as const;
export type AnswerForm = (typeof answerForms)[number];

export interface GenerateOptions {
  /** Ids or headers of what to ask, in this order; by default the usual ones. */
  readonly statistics?: readonly string[] | undefined;
  /** Phrasings to train on for each fact, 1 or more; by default all there are. */
  readonly phrasingsPerFact?: number | undefined;
  /** Phrasings of each fact to keep from training, 0 or more; by default all there are. */
  readonly heldPhrasings?: number | undefined;
  /** Share of facts, from 0 to below 1, kept from training in every phrasing (split `fact`); 0. */
  readonly heldFacts?: number | undefined;
  /** Whole number that decides which facts are held; 42. */
  readonly seed?: number | undefined;
  readonly answers?: AnswerForm | undefined;
  /** Of the rows that can be used, those with the greatest numbers in a column; by default all. */
  readonly top?: TopRows | undefined;
  /** Questions that the table cannot answer, trained to be answered so; 0. `auto`: by the facts it has. */
  readonly unknown?: number | 'auto' | undefined;
  /** What is answered then; `unknown`. */
  readonly unknownAnswer?: string | undefined;
  /** Trained facts asked, and not trained, in each other way; 0. */
  readonly otherWays?: number | undefined;
}

/** The same with the defaults filled in; null where there is no limit. */
export interface SettledOptions {
  readonly phrasingsPerFact: number | null;
  readonly heldPhrasings: number | null;
  readonly heldFacts: number;
  readonly seed: number;
  readonly answers: AnswerForm;
  readonly top: TopRows | null;
  readonly unknown: number | 'auto';
  readonly unknownAnswer: string;
  readonly otherWays: number;
}

/** @throws UserError that names the option that is out of range. */
export function settleOptions(options: GenerateOptions): SettledOptions {
  const { phrasingsPerFact = null, heldPhrasings = null, heldFacts = 0, seed = 42 } = options;
  const { answers = 'as written', top = null } = options;
  const { unknown = 0, unknownAnswer = 'unknown', otherWays = 0 } = options;
  requireWhole('phrasingsPerFact', phrasingsPerFact ?? 1, 1);
  requireWhole('heldPhrasings', heldPhrasings ?? 0, 0);
  requireWhole('top.count', top?.count ?? 1, 1);
  if (unknown !== 'auto') requireWhole('unknown', unknown, 0);
  requireWhole('otherWays', otherWays, 0);
  if (unknownAnswer.trim() === '') {
    throw new UserError(say('unknownAnswer is empty. Expected a word, as “unknown”.'));
  }
  if (!(heldFacts >= 0 && heldFacts < 1)) {
    throw new UserError(say('heldFacts is {0}. Expected a share from 0 to below 1.', heldFacts));
  }
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff) {
    throw new UserError(say('seed is {0}. Expected a whole number from 0 to 4294967295.', seed));
  }
  if (!answerForms.includes(answers)) {
    throw new UserError(say('answers is “{0}”. Expected {1}.', answers, answerForms.join(' or ')));
  }
  return {
    ...{ phrasingsPerFact, heldPhrasings, heldFacts, seed, answers, top },
    ...{ unknown, unknownAnswer: unknownAnswer.trim(), otherWays },
  };
}

function requireWhole(name: string, value: number, least: number): void {
  if (!Number.isInteger(value) || value < least) {
    throw new UserError(
      say('{0} is {1}. Expected a whole number of at least {2}.', name, value, least),
    );
  }
}
