import type { Text } from '../common/sentence.ts';
/** One token of an answer. */
export interface OutputToken {
  readonly text: string;
  /** From 0 to 1. */
  readonly probability: number;
}

export interface ModelOutput {
  readonly output: string;
  readonly tokens: readonly OutputToken[];
}

/** The models' answers to one question. */
export interface AskAnswer {
  readonly question: string;
  /** From the adapter, and from the base if available. */
  readonly adapter: ModelOutput;
  readonly base?: ModelOutput;
  /** Of the base with the row of the table that was found; absent where that was not asked for. */
  readonly lookUp?: LookUpAnswer;
  /** The golden, if the question is one of the dataset's. */
  readonly golden?: string;
  /** Whether the export gives the adapter's answers; absent if never checked. */
  readonly parity?: Text;
}

/** The row that was put before the question, and what the base made of it. */
export type LookUpAnswer =
  | {
      /** Header and value of each cell; null where no row was found. */
      readonly cells: readonly (readonly [string, string])[] | null;
      readonly base?: ModelOutput;
    }
  /** Why nothing could be looked up. */
  | { readonly problem: Text };

/** Requests of the page. */
export interface AskRequests {
  /** The run, and suggested questions. */
  readonly open: {
    readonly parameters: null;
    readonly answer: {
      readonly runFolder: string;
      readonly title: string;
      /** To be asked now. */
      readonly question?: string;
      readonly suggestions: readonly string[];
    };
  };
  readonly ask: {
    readonly parameters: { readonly question: string; readonly lookUp: boolean };
    readonly answer: AskAnswer;
  };
}
