import type * as vscode from 'vscode';
import type { DatasetProblems } from '../problems/datasetProblems.ts';
import type { Runs } from './runs.ts';
import type { Targets } from '../target/targets.ts';

/** What the commands about runs work with. */
export interface RunParts {
  readonly extensionPath: string;
  /** Where Set Up Trainer keeps its Python environment. */
  readonly managedFolder: string;
  readonly log: vscode.LogOutputChannel;
  readonly runs: Runs;
  readonly targets: Targets;
  readonly problems: DatasetProblems;
}
