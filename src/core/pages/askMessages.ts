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

/** What the models answer to one question. */
export interface AskAnswer {
  readonly question: string;
  /** Of the exported adapter, and of its base where that has been exported too. */
  readonly adapter: ModelOutput;
  readonly base?: ModelOutput;
  /** The answer in the table, where the question is one of the dataset's. */
  readonly golden?: string;
  /** Whether the export gives every answer that the adapter gives; absent where that was not checked. */
  readonly parity?: string;
}

/** What the page may ask. */
export interface AskRequests {
  /** What is asked here, and questions to begin with. */
  readonly open: {
    readonly parameters: null;
    readonly answer: {
      readonly runFolder: string;
      readonly title: string;
      readonly suggestions: readonly string[];
    };
  };
  readonly ask: {
    readonly parameters: { readonly question: string };
    readonly answer: AskAnswer;
  };
}
