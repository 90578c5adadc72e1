import { type RecipeValue } from '../recipe/recipeValues.ts';
import type { RunState } from '../run/runState.ts';

/** A run as its dashboard draws it: rebuilt from its folder, so the same live and after a reload. */
export interface RunPicture {
  readonly runFolder: string;
  readonly id: string;
  readonly label: string;
  readonly base: string;
  readonly target: string;
  /** ISO 8601, UTC. */
  readonly created: string;
  /** What goes on, in a few words. */
  readonly progress: string;
  readonly state: RunState;
  /** Why it failed, and what to do about it. */
  readonly failure?: string;
  readonly recipe: readonly RecipeValue[];
}

/** What a page about runs may have done to one. */
export const runCommands = [
  'cricketLora.showEvaluation',
  'cricketLora.showRun',
  'cricketLora.cancelTraining',
  'cricketLora.resumeTraining',
  'cricketLora.openRunFolder',
  'cricketLora.showLog',
] as const;
export type RunCommand = (typeof runCommands)[number];

interface CommandRequest {
  readonly parameters: { readonly command: RunCommand; readonly runFolder: string };
  readonly answer: null;
}

/** What the dashboard may ask. */
export interface RunRequests {
  /** Null where the run is gone. */
  readonly open: { readonly parameters: null; readonly answer: RunPicture | null };
  readonly command: CommandRequest;
}

/** A run as a line of the table of runs. */
export interface RunLine {
  readonly runFolder: string;
  readonly id: string;
  readonly label: string;
  readonly status: RunState['status'];
  readonly created: string;
  readonly base: string;
  readonly preset: string;
  readonly rank: number;
  readonly learningRate: string;
  /** Epochs done. */
  readonly epochs: number;
  /** Shares from 0 to 1; absent where nothing of that split was asked. */
  readonly train?: number;
  readonly phrasing?: number;
  readonly fact?: number;
  readonly format?: number;
  /** Wall-clock, of the whole run. */
  readonly seconds?: number;
}

/** What the table of runs may ask. */
export interface RunsRequests {
  readonly open: { readonly parameters: null; readonly answer: readonly RunLine[] };
  readonly command: CommandRequest;
  /** Shows what became of every question from one run to another. */
  readonly compare: {
    readonly parameters: { readonly runFolder: string; readonly earlier: string };
    readonly answer: null;
  };
}
