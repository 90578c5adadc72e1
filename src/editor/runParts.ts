import type * as vscode from 'vscode';
import { UserError } from '../core/userError.ts';
import type { DatasetProblems } from './datasetProblems.ts';
import type { Runs } from './runs.ts';

/** What the commands about runs work with. */
export interface RunParts {
  readonly extensionPath: string;
  /** Where Set Up Trainer keeps its Python environment. */
  readonly managedFolder: string;
  readonly log: vscode.LogOutputChannel;
  readonly runs: Runs;
  readonly problems: DatasetProblems;
}

/** @throws UserError for a target that this version cannot reach */
export function requireLocalTarget(target: string): void {
  if (target === 'local') return;
  throw new UserError(
    `cricketLora.target is ${JSON.stringify(target)}; this version trains on this machine only. Set it to local.`,
    'open settings',
  );
}
