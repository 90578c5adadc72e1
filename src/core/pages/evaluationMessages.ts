import type { Change } from '../evaluation/comparison.ts';
import type { Evaluation } from '../evaluation/evaluation.ts';
import type { SortColumn, Query } from '../evaluation/query.ts';
import type { Split } from '../dataset/question.ts';
import type { Reason, Verdict } from '../evaluation/verdict.ts';

/** What the evaluation page draws above its rows. Counts only: rows come in windows. */
export interface EvaluationSummary extends Omit<
  Evaluation,
  'rows' | 'missing' | 'unknown' | 'repeated'
> {
  readonly run: string;
  readonly base: string;
  readonly adapter: boolean;
  readonly questions: number;
  /** What is amiss with the files, in sentences. */
  readonly notices: readonly string[];
  /** The other runs that were asked, which this one can be compared with; newest first. */
  readonly others: readonly OtherRun[];
  /** What it is compared with now, with the share that was recalled there. */
  readonly compared?: OtherRun & {
    readonly counts: Readonly<Record<Change, number>>;
    readonly exact: number;
    readonly questions: number;
  };
}

export interface OtherRun {
  readonly runFolder: string;
  readonly label: string;
}

/** One row as the grid draws it. */
export interface GridRow {
  readonly id: string;
  readonly question: string;
  /** At most `longestOutput` characters of it. */
  readonly output: string;
  /** Characters of the whole output, where it has been cut. */
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
  /** Where evaluations are compared: what became of it. */
  readonly change?: Change;
  /** And the output there, at most `longestOutput` characters; none where it was not asked. */
  readonly before?: string;
}
export const longestOutput = 1000;

export interface RowsRequest {
  readonly query: Query;
  /** First wanted row of the query's result, and how many; a window at the end holds fewer. */
  readonly start: number;
  readonly count: number;
}
export interface RowsAnswer {
  /** Rows that the query finds. */
  readonly total: number;
  readonly verdicts: Readonly<Record<Verdict, number>>;
  readonly changes: Readonly<Record<Change, number>>;
  readonly rows: readonly GridRow[];
}

/** What the page may ask, and what it is answered. */
export interface EvaluationRequests {
  readonly open: {
    readonly parameters: null;
    readonly answer: PageState &
      (
        | { readonly kind: 'evaluation'; readonly summary: EvaluationSummary }
        /** There is no evaluation (yet): why, and what to do. */
        | { readonly kind: 'nothing'; readonly message: string }
      );
  };
  readonly rows: { readonly parameters: RowsRequest; readonly answer: RowsAnswer };
  /** Shows the line of questions.jsonl, or the cell of the table. */
  readonly openQuestion: {
    readonly parameters: { readonly id: string; readonly where: 'line' | 'cell' };
    readonly answer: null;
  };
  /** Compares with another run, or with none; `changed` follows. */
  readonly compare: {
    readonly parameters: { readonly runFolder: string | null };
    readonly answer: null;
  };
  /** Shows the difference between both runs' recipes. */
  readonly compareRecipes: { readonly parameters: null; readonly answer: null };
  /** Puts the rows of a query on the clipboard or into a file; answered with what to say. */
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
  | { readonly type: 'refusal'; readonly number: number; readonly message: string }
  /** The run has been evaluated anew: ask again for all that is shown. */
  | { readonly type: 'changed' }
  /** Show only the questions of this fact. */
  | { readonly type: 'showFact'; readonly fact: string };

/** What a page keeps of its host's, so that the host finds the run again after a reload. */
export interface PageState {
  readonly runFolder: string;
  /** Folder of the run that it is compared with. */
  readonly comparedWith?: string | undefined;
}
