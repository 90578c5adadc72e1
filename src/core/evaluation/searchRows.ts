import { say } from '../common/sentence.ts';
import type { EvaluationRow } from './evaluation.ts';
import type { LazyList } from '../common/lazyList.ts';
import { askedOf, goldenOf } from '../dataset/question.ts';
import { UserError } from '../common/userError.ts';

export interface Search {
  /** Searched in question, output and golden, case-insensitively; empty matches everything. */
  readonly text: string;
  readonly regularExpression: boolean;
}

/** Maximum number of characters searched per field; outputs may be very long. */
const searched = 2000;
/** Milliseconds after which a regular expression is abandoned. */
const patience = 2000;

/**
 * A predicate for rows, or undefined when every row matches. Texts are not cached: they would take
 * more memory than the rows.
 *
 * @throws UserError for an invalid regular expression; the predicate throws one when the expression
 *   takes more than two seconds over all rows
 */
export function createMatcher(
  rows: LazyList<EvaluationRow>,
  { text, regularExpression }: Search,
): ((row: number) => boolean) | undefined {
  if (text === '') return undefined;
  const expression = regularExpression ? compile(text) : new RegExp(escape(text), 'i');
  const end = regularExpression ? Date.now() + patience : Infinity;
  return (at) => {
    const row = rows.at(at);
    if (row === undefined) return false;
    if (at % 256 === 0 && Date.now() > end)
      throw new UserError(say('This regular expression takes too long. Use a simpler one.'));
    return (
      expression.test(beginningOf(askedOf(row.question))) ||
      expression.test(beginningOf(row.output)) ||
      expression.test(goldenOf(row.question))
    );
  };
}

/** `^` and `$` match the ends of a question, output or golden. */
function compile(source: string): RegExp {
  try {
    return new RegExp(source, 'i');
  } catch (error) {
    const detail = error instanceof Error ? error.message.replace(/^.*\/[a-z]*: /s, '') : '';
    throw new UserError(say('Not a regular expression: {0}.', detail.toLowerCase()));
  }
}

const escape = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

const beginningOf = (text: string): string =>
  text.length <= searched ? text : text.slice(0, searched);
