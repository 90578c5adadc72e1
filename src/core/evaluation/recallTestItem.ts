import type { Reason, Verdict } from './verdict.ts';

/** A question that was asked, as VS Code shows it in the Testing view. */
export interface RecallTestItem {
  /** The question's id. */
  readonly id: string;
  readonly entity: string;
  readonly asked: string;
  readonly golden: string;
  readonly output: string;
  readonly verdict: Verdict;
  readonly reason?: Reason;
  /** 0-based line in questions.jsonl. */
  readonly line: number;
}

/** One page of a run's questions shown as tests. */
export interface RecallTestPage {
  /** Path of the questions.jsonl that holds them. */
  readonly path: string;
  readonly tests: readonly RecallTestItem[];
  /** Number of tests, and of questions asked: more than tests when there are too many to show. */
  readonly shown: number;
  readonly questions: number;
}

/** Maximum number of tests per page; a larger page would block the editor noticeably. */
export const testsPerPage = 1000;

/** `<fact>/<phrasing>` → `<fact>`. */
export const factOf = (question: string): string => question.slice(0, question.lastIndexOf('/'));
