import type { Reason, Verdict } from './verdict.ts';

/** A question that was asked, as a test in VS Code shows it. */
export interface RecallTestItem {
  /** The question's. */
  readonly id: string;
  readonly entity: string;
  readonly asked: string;
  readonly golden: string;
  readonly output: string;
  readonly verdict: Verdict;
  readonly reason?: Reason;
  /** 0-based, in questions.jsonl. */
  readonly line: number;
}

/** Some of the questions of a run that are shown as tests. */
export interface RecallTestPage {
  /** The questions.jsonl that they stand in. */
  readonly path: string;
  readonly tests: readonly RecallTestItem[];
  /** All that are shown, and all that were asked: more, where there would be too many tests. */
  readonly shown: number;
  readonly questions: number;
}

/** Most tests of a page: taking more at a time would be felt. */
export const testsPerPage = 1000;
