import type { Text } from '../common/sentence.ts';
import type { Change, Comparison } from '../evaluation/comparison.ts';
import type { AnswerEffort } from '../run/answerEffort.ts';
import type { Evaluation } from '../evaluation/evaluation.ts';
import type { SortColumn, Query } from '../evaluation/query.ts';
import type { Split } from '../dataset/question.ts';
import type { Reason, Verdict } from '../evaluation/verdict.ts';

/** What the evaluation page shows above its rows. Counts only; rows are fetched in windows. */
export interface EvaluationSummary extends Omit<
  Evaluation,
  'rows' | 'missing' | 'unknown' | 'repeated'
> {
  readonly run: string;
  readonly base: string;
  readonly adapter: boolean;
  /** Whether each question had the row before it that was found for it. */
  readonly lookUp: boolean;
  /** What its answers took, where that was measured. */
  readonly effort?: AnswerEffort;
  readonly questions: number;
  /** Problems with the run's files, in sentences. */
  readonly notices: readonly Text[];
  /** The other evaluated runs, which this one can be compared with; newest first. */
  readonly others: readonly OtherRun[];
  /** The run it is compared with. */
  readonly compared?: OtherRun & Pick<Comparison, 'counts' | 'onlyBefore'>;
}

export interface OtherRun {
  readonly runFolder: string;
  readonly label: string;
  readonly effort?: AnswerEffort;
}

/** A row as the grid draws it. */
export interface GridRow {
  readonly id: string;
  readonly question: string;
  /** At most `longestOutput` characters. */
  readonly output: string;
  /** Length of the whole output, if it was cut. */
  readonly outputLength?: number;
  readonly golden: string;
  readonly verdict: Verdict;
  readonly format: boolean;
  readonly reason?: Reason;
  readonly statistic: string;
  readonly entity: string;
  readonly phrasing: number;
  readonly split: Split;
  /** Natural logarithm; null for a probability of 0. */
  readonly logprob: number | null;
  /** How it changed; only in a comparison. */
  readonly change?: Change;
  /** The earlier output, at most `longestOutput` characters; absent if it was not asked. */
  readonly before?: string;
}
export const longestOutput = 1000;

/** One question in full, for the drawer. */
export interface QuestionDetails {
  /** With at most `longestDetail` characters of its output. */
  readonly row: GridRow;
  /** All phrasings of its fact that were asked, itself among them. */
  readonly phrasings: readonly GridRow[];
}
export const longestDetail = 20_000;

/** What another run answered to the same question. */
export interface EarlierOutput {
  readonly label: string;
  /** At most `longestOutput` characters. */
  readonly output: string;
  readonly isExact: boolean;
}

/** Where a question can be opened: its line in questions.jsonl, its cell in the table, asking the model. */
export type QuestionPlace = 'line' | 'cell' | 'ask';

export interface RowsRequest {
  readonly query: Query;
  /**
   * The first row of the window in the query's result, and the number of rows; the last window may
   * be shorter.
   */
  readonly start: number;
  readonly count: number;
}
export interface RowsAnswer {
  /** Number of rows that match the query. */
  readonly total: number;
  readonly verdicts: Readonly<Record<Verdict, number>>;
  readonly changes: Readonly<Record<Change, number>>;
  readonly rows: readonly GridRow[];
}

/** Requests of the page. */
export interface EvaluationRequests {
  readonly open: {
    readonly parameters: null;
    readonly answer: PageState &
      (
        | { readonly kind: 'evaluation'; readonly summary: EvaluationSummary }
        /** Why there is no evaluation (yet), and what to do. */
        | { readonly kind: 'nothing'; readonly message: Text }
      );
  };
  readonly rows: { readonly parameters: RowsRequest; readonly answer: RowsAnswer };
  /** Null if this run has no such question. */
  readonly details: {
    readonly parameters: { readonly id: string };
    readonly answer: QuestionDetails | null;
  };
  /** Newest first. */
  readonly history: {
    readonly parameters: { readonly id: string };
    readonly answer: readonly EarlierOutput[];
  };
  readonly openQuestion: {
    readonly parameters: { readonly id: string; readonly where: QuestionPlace };
    readonly answer: null;
  };
  /** Starts or ends a comparison with another run; a `changed` message follows. */
  readonly compare: {
    readonly parameters: { readonly runFolder: string | null };
    readonly answer: null;
  };
  /** Shows the diff of both runs' recipes. */
  readonly compareRecipes: { readonly parameters: null; readonly answer: null };
  /** Copies the rows of a query or writes them to a file; the answer is a message to show. */
  readonly exportRows: {
    readonly parameters: {
      readonly query: Query;
      readonly columns: readonly SortColumn[];
      readonly format: ExportFormat;
      readonly to: 'clipboard' | 'file';
    };
    readonly answer: string;
  };
}
export const exportFormats = ['CSV', 'JSONL', 'Markdown'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** Host to page. */
export type HostMessage =
  | { readonly type: 'answer'; readonly number: number; readonly value: unknown }
  | { readonly type: 'refusal'; readonly number: number; readonly message: Text }
  /** The run was evaluated again: request everything that is shown. */
  | { readonly type: 'changed' }
  /** Show only the questions of this fact. */
  | { readonly type: 'showFact'; readonly fact: string };

/** The state that a page keeps so that its host finds the run after a reload. */
export interface PageState {
  readonly runFolder: string;
  /** Folder of the run it is compared with. */
  readonly comparedWith?: string | undefined;
}
