import type { ChosenRun } from './runDifferences.ts';
import { type RecipeValue } from '../recipe/recipeValues.ts';
import type { SideEffect } from '../run/sideEffects.ts';
import type { SplitTallies } from '../evaluation/evaluation.ts';
import type { RunState } from '../run/runState.ts';

/**
 * A run as its dashboard draws it: rebuilt from the run's folder, so the same live and after a
 * reload.
 */
export interface RunPicture {
  readonly runFolder: string;
  readonly id: string;
  /** What it is called: the name it was given, else its id. */
  readonly name: string;
  readonly label: string;
  readonly base: string;
  readonly target: string;
  /** ISO 8601, UTC. */
  readonly created: string;
  /** The current activity in a few words. */
  readonly progress: string;
  readonly state: RunState;
  /** Why it failed and what to do. */
  readonly failure?: string;
  readonly recipe: readonly RecipeValue[];
  /** Once it has answered. */
  readonly totals?: SplitTallies;
  /** Id of the run whose adapter it goes on from. */
  readonly goesOnFrom?: string;
  /** What was found of it outside training, to be kept: its preflights, and its exports. */
  readonly results: readonly RunResult[];
  /** Prompts that have nothing to do with the table, the broken ones first. */
  readonly sideEffects: readonly SideEffect[];
}

export interface RunResult {
  readonly title: string;
  readonly sentences: readonly string[];
}

/** Commands that a page about runs may execute. */
export const runCommands = [
  'cricketLora.showEvaluation',
  'cricketLora.showRun',
  'cricketLora.cancelTraining',
  'cricketLora.resumeTraining',
  'cricketLora.openRunFolder',
  'cricketLora.showLog',
  'cricketLora.renameRun',
  'cricketLora.openNotes',
  'cricketLora.exportModel',
] as const;
export type RunCommand = (typeof runCommands)[number];

interface CommandRequest {
  readonly parameters: { readonly command: RunCommand; readonly runFolder: string };
  readonly answer: null;
}

/** Requests of the dashboard. */
export interface RunRequests {
  /** Null when the run has been removed. */
  readonly open: { readonly parameters: null; readonly answer: RunPicture | null };
  readonly command: CommandRequest;
}

/** A row in the table of runs. */
export interface RunLine {
  readonly runFolder: string;
  readonly id: string;
  /** What it is called: the name it was given, else its id. */
  readonly name: string;
  readonly label: string;
  readonly status: RunState['status'];
  readonly created: string;
  readonly base: string;
  readonly preset: string;
  readonly rank: number;
  readonly learningRate: string;
  /** It can be exported, asked, and evaluated again. */
  readonly hasModel: boolean;
  /** Completed epochs. */
  readonly epochs: number;
  /** Shares from 0 to 1; absent when the split has no questions. */
  readonly train?: number;
  readonly phrasing?: number;
  readonly fact?: number;
  readonly format?: number;
  /** Of what has nothing to do with the table: answered as before, or as well. */
  readonly kept?: number;
  /** Wall-clock time of the whole run. */
  readonly seconds?: number;
}

/** Requests of the table of runs. */
export interface RunsRequests {
  readonly open: { readonly parameters: null; readonly answer: readonly RunLine[] };
  readonly command: CommandRequest;
  /** Where there is none yet. */
  readonly train: { readonly parameters: null; readonly answer: null };
  /** Curves and values of the runs that are chosen, in their order; of one that is gone, nothing. */
  readonly chosen: {
    readonly parameters: { readonly runFolders: readonly string[] };
    readonly answer: readonly ChosenRun[];
  };
  /** Deletes those that are over, after a yes. */
  readonly delete: {
    readonly parameters: { readonly runFolders: readonly string[] };
    readonly answer: null;
  };
  /** Shows how every question changed from one run to another. */
  readonly compare: {
    readonly parameters: { readonly runFolder: string; readonly earlier: string };
    readonly answer: null;
  };
}
