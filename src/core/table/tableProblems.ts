import { problemKinds, type ProblemKind } from './problemKinds.ts';
import { say, type Text, spoken } from '../common/sentence.ts';
/** Something of a table that was left out. */
export interface TableProblem {
  /** 1-based line of the file. */
  readonly line: number;
  /** Header of the column, where one cell or column is meant and not the row. */
  readonly column?: string;
  readonly reason: Text;
}

/** One line for a message or a log, in English: `line 7, Runs: is blank: the cell is left out`. */
export const describeProblem = ({ line, column, reason }: TableProblem): string =>
  `line ${line}${column === undefined ? '' : `, ${column}`}: ${spoken(reason)}`;

/** Of one kind under one column so many are listed one by one; the rest are counted. */
const longestList = 1000;

/** Of one kind so many lines are named beside their count. */
export const exampleLines = 3;

/** Each once, in order; one more than are named says that there are more. */
export const firstLines = (lines: readonly number[]): number[] =>
  [...new Set(lines)].sort((one, other) => one - other).slice(0, exampleLines + 1);

/**
 * Problems in the order of lines. A kind that fills its list goes on as a count, so that a million
 * blank cells take no more room than a thousand, and none is passed over in silence.
 */
export class ProblemList {
  readonly #lists = new Map<
    string,
    { kind: ProblemKind; first: TableProblem[]; more: number; lastLine: number }
  >();

  /** @param kind What its fellows have in common, as `cells without a value`. */
  add(kind: ProblemKind, problem: TableProblem): void {
    const key = `${problem.column ?? ''}\n${kind}`;
    const list = this.#lists.get(key) ?? { kind, first: [], more: 0, lastLine: 0 };
    this.#lists.set(key, list);
    list.lastLine = problem.line;
    if (list.first.length < longestList) list.first.push(problem);
    else list.more++;
  }

  /** Takes back what was added under a column. */
  drop(kind: ProblemKind, column: string): void {
    this.#lists.delete(`${column}\n${kind}`);
  }

  /** How many there are of each kind, the commonest first, and their first lines: as `firstLines`. */
  counts(): {
    readonly kind: ProblemKind;
    readonly count: number;
    readonly lines: readonly number[];
  }[] {
    const counts = new Map<ProblemKind, { count: number; lines: number[] }>();
    for (const { kind, first, more } of this.#lists.values()) {
      const { count, lines } = counts.get(kind) ?? { count: 0, lines: [] };
      counts.set(kind, {
        count: count + first.length + more,
        lines: firstLines([...lines, ...first.map(({ line }) => line)]),
      });
    }
    return [...counts]
      .map(([kind, found]) => ({ kind, ...found }))
      .sort((one, other) => other.count - one.count);
  }

  all(): TableProblem[] {
    const all: TableProblem[] = [];
    for (const { kind, first, more, lastLine } of this.#lists.values()) {
      for (const problem of first) all.push(problem);
      if (more > 0) {
        const { column } = first[0] ?? {};
        const reason = say(
          'and {0} more {1} after line {2}',
          more,
          problemKinds[kind],
          first.at(-1)?.line ?? 0,
        );
        all.push({ line: lastLine, ...(column === undefined ? {} : { column }), reason });
      }
    }
    return all.sort((a, b) => a.line - b.line);
  }
}
