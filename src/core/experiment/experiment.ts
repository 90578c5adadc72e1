import type { Text } from '../common/sentence.ts';
import type { HyperparameterName, PresetName } from '../recipe/recipe.ts';
import type { Probes } from '../run/runRequest.ts';

/** experiment.json: a question to the trainer, asked by a grid of runs. */
export interface Experiment {
  /** The JSON Schema that an editor checks it by. */
  readonly $schema?: string;
  readonly v: 1;
  readonly name: string;
  /** What it is to find out, in a sentence. */
  readonly question?: string;
  /** A table, or questions already made of one; relative to the folder that has `.cricket-lora`. */
  readonly table?: string;
  readonly questions?: string;
  /** Hub ids, folders, or `embedded`. */
  readonly base: readonly string[];
  readonly preset: PresetName;
  /** One value a hyperparameter, or several, which are the levels of a dimension. */
  readonly recipe: Readonly<Partial<Record<HyperparameterName, readonly unknown[]>>>;
  /** The same of the options of a dataset. */
  readonly dataset: Readonly<Record<string, readonly unknown[]>>;
  /** Each cell of the grid is run with each. */
  readonly seeds: readonly number[];
  /** `local` and names of `cricketLora.targets`. */
  readonly targets: readonly string[];
  readonly probes: Probes;
  /** Runs that recall least are stopped at `graceEpochs`, and at each multiple by `reduction`, whose share goes on. */
  readonly stopping?: { readonly graceEpochs: number; readonly reduction: number };
  readonly limits: {
    /** More are refused, so that a typing error does not start thousands. */
    readonly runs: number;
    /** How long a host may be out of reach before its runs go to another. */
    readonly hostMinutes: number;
  };
}

/** What varies between the runs of an experiment, apart from the seed. */
export interface Dimension {
  /** `base`, `recipe.rank`, `dataset.phrasingsPerFact`. */
  readonly id: string;
  /** As people read it: `rank`. */
  readonly name: string;
  readonly levels: readonly Level[];
}

export interface Level {
  readonly value: unknown;
  /** No two of a dimension are alike. */
  readonly label: Text;
}

/** A place in the grid: one run. */
export interface Point {
  /** The same for the same run, whatever else the grid holds. */
  readonly key: string;
  /** Index of the level in each dimension. */
  readonly at: readonly number[];
  readonly seed: number;
  readonly base: string;
  /** Hyperparameters other than the preset's. */
  readonly overrides: Readonly<Record<string, unknown>>;
  readonly dataset: Readonly<Record<string, unknown>>;
  /** The same for points with the same questions. */
  readonly datasetKey: string;
  /** `rank 8, all linear, seed 1`. */
  readonly label: Text;
}

export interface Grid {
  readonly dimensions: readonly Dimension[];
  /** In the order in which they are run: each cell once before any a second time. */
  readonly points: readonly Point[];
}

/** A grid without what its runs are made from. */
export interface GridShape {
  readonly dimensions: readonly (Pick<Dimension, 'id' | 'name'> & {
    readonly levels: readonly Pick<Level, 'label'>[];
  })[];
  readonly points: readonly Pick<Point, 'key' | 'at' | 'seed' | 'label'>[];
}
