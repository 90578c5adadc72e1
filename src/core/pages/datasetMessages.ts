import type { Text } from '../common/sentence.ts';
import type { Split } from '../dataset/question.ts';
import type { Score } from '../evaluation/verdict.ts';
import type { EarlierOutput } from './evaluationMessages.ts';

export const datasetColumns = [
  'recall',
  'question',
  'golden',
  'output',
  'statistic',
  'split',
] as const;
export type DatasetColumn = (typeof datasetColumns)[number];

export type ProblemSeverity = 'error' | 'warning';

/** A line of questions.jsonl. */
export interface DatasetQuestion {
  readonly kind: 'question';
  /** The question's own. */
  readonly id: string;
  /** 0-based. */
  readonly line: number;
  /** At most `longestText` characters each. */
  readonly question: string;
  readonly golden: string;
  readonly entity: string;
  readonly statistic: string;
  readonly fact: string;
  readonly phrasing: number;
  readonly split: Split;
  /** Whether it is the first of its fact that is shown. */
  readonly isFirst: boolean;
  /** What the newest run answered to it. */
  readonly answer?: LastAnswer;
  /** The worst of its problems. */
  readonly problem?: ProblemSeverity;
}

export interface LastAnswer extends Score {
  /** At most `longestText` characters. */
  readonly output: string;
  /** Whether question or golden have changed since it was asked. */
  readonly isStale: boolean;
}

/** A line that holds no question. */
export interface BrokenLine {
  readonly kind: 'broken';
  readonly id: string;
  readonly line: number;
  readonly text: string;
  readonly message: Text;
}

/** The heading of the questions about one entity that follow. */
export interface DatasetGroup {
  readonly kind: 'group';
  readonly id: string;
  readonly entity: string;
  /** Those that are shown. */
  readonly questions: number;
  readonly missed: number;
}

export type DatasetRow = DatasetQuestion | BrokenLine | DatasetGroup;
export const longestText = 1000;

export interface DatasetQuery {
  readonly marks: 'all' | 'missed' | 'problems';
  /** Searched in question, golden and output, case-insensitively. */
  readonly text: string;
  /** All where absent. */
  readonly split?: Split;
}

export interface DatasetWindow {
  readonly query: DatasetQuery;
  readonly start: number;
  readonly count: number;
}

export interface DatasetRows {
  /** Number of rows, headings among them. */
  readonly total: number;
  /** Lines by mark, as search and split leave them. */
  readonly counts: Readonly<Record<DatasetQuery['marks'], number>>;
  readonly rows: readonly DatasetRow[];
}

export interface DatasetCounts {
  readonly questions: number;
  readonly facts: number;
  readonly entities: number;
  readonly splits: Readonly<Record<Split, number>>;
  readonly broken: number;
  /** Of the answers that are not stale. */
  readonly answered: number;
  readonly missed: number;
}

export interface DatasetSummary extends DatasetCounts {
  readonly name: string;
  /** Whether it is as it was generated, and opened read-only. */
  readonly isLocked: boolean;
  /** The run whose answers are shown. */
  readonly run?: string;
}

/** All of one line, for the drawer. */
export interface DatasetDetails {
  readonly row: DatasetQuestion | BrokenLine;
  /** All phrasings of its fact, itself among them. */
  readonly phrasings: readonly DatasetQuestion[];
  readonly problems: readonly LineProblem[];
  /** Where the base's tokenizer is at hand. */
  readonly prompt?: RenderedPrompt;
  /** Of earlier runs, newest first. */
  readonly history: readonly EarlierOutput[];
}

export interface LineProblem {
  readonly severity: ProblemSeverity;
  readonly message: string;
  /** What its quick fix does, where there is one right answer. */
  readonly fix?: string;
}

/** What the model sees. */
export interface RenderedPrompt {
  readonly text: string;
  readonly tokens: number;
  /** The tokens of the answer, which are trained, or only asked for. */
  readonly answer: readonly string[];
  readonly comesBack: boolean;
}

/** A question, told by its line and, as lines move, by its id. */
export interface LinePlace {
  readonly line: number;
  readonly id: string;
}

export interface DatasetRequests {
  readonly open: { readonly parameters: null; readonly answer: DatasetSummary };
  readonly rows: { readonly parameters: DatasetWindow; readonly answer: DatasetRows };
  /** Null where the line is gone. */
  readonly details: { readonly parameters: LinePlace; readonly answer: DatasetDetails | null };
  readonly edit: {
    readonly parameters: LinePlace & { readonly question: string; readonly golden: string };
    readonly answer: null;
  };
  /** Another phrasing of the fact of a line; of a fact of its own where there is none. */
  readonly add: {
    readonly parameters: {
      readonly beside: LinePlace | null;
      readonly question: string;
      readonly golden: string;
    };
    readonly answer: null;
  };
  /** Takes a line out of the dataset. */
  readonly exclude: { readonly parameters: LinePlace; readonly answer: null };
  /** Does what the quick fix of a line's problem does. */
  readonly fix: {
    readonly parameters: LinePlace & { readonly message: string };
    readonly answer: null;
  };
  /** Makes a generated dataset editable. */
  readonly unlock: { readonly parameters: null; readonly answer: null };
  /** Shows the line as text. */
  readonly openLine: { readonly parameters: LinePlace; readonly answer: null };
  /** Shows the fact in the newest run's evaluation. */
  readonly showEvaluation: {
    readonly parameters: { readonly fact: string };
    readonly answer: null;
  };
}
