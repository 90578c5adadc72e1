import type { EvaluationRow } from './evaluation.ts';
import { askedOf, goldenOf } from './question.ts';
import { UserError } from './userError.ts';

export interface Search {
  /** Looked for in question, output and golden, whatever the case; empty finds everything. */
  readonly text: string;
  readonly regularExpression: boolean;
}

/** Characters of a field that are searched: outputs may be endless. */
const searched = 2000;
/** Milliseconds after which a regular expression is given up. */
const patience = 2000;

/**
 * Makes the search of an evaluation: for a `Search`, a test of a row, or undefined where every row
 * passes. Throws a UserError where the text is no regular expression, and from the test where one takes
 * longer than two seconds over all rows.
 */
export function createMatcher(
  rows: readonly EvaluationRow[],
): (search: Search) => ((row: number) => boolean) | undefined {
  let lowered: string[] | undefined;
  return ({ text, regularExpression }) => {
    if (text === '') return undefined;
    if (regularExpression) return regularExpressionTest(rows, text);
    const texts = (lowered ??= rows.map((row) => searchedText(row).toLowerCase()));
    const wanted = text.toLowerCase();
    return (row) => texts[row]?.includes(wanted) ?? false;
  };
}

function regularExpressionTest(
  rows: readonly EvaluationRow[],
  source: string,
): (row: number) => boolean {
  const expression = compile(source);
  const end = Date.now() + patience;
  return (at) => {
    const row = rows[at];
    if (row === undefined) return false;
    if (at % 256 === 0 && Date.now() > end)
      throw new UserError('This regular expression takes too long. Use a simpler one.');
    return (
      expression.test(askedOf(row.question).slice(0, searched)) ||
      expression.test(row.output.slice(0, searched)) ||
      expression.test(goldenOf(row.question))
    );
  };
}

/** `^` and `$` stand for the ends of a question, an output or a golden. */
function compile(source: string): RegExp {
  try {
    return new RegExp(source, 'i');
  } catch (error) {
    const detail = error instanceof Error ? error.message.replace(/^.*\/[a-z]*: /s, '') : '';
    throw new UserError(`Not a regular expression: ${detail.toLowerCase()}.`);
  }
}

const searchedText = (row: EvaluationRow): string =>
  `${askedOf(row.question).slice(0, searched)}\n${row.output.slice(0, searched)}\n${goldenOf(row.question)}`;
