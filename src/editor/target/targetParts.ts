import type * as vscode from 'vscode';
import type { ContextKeys } from '../common/contextKeys.ts';
import type { Targets } from './targets.ts';

/** What the commands about targets depend on. */
export interface TargetParts {
  readonly extensionPath: string;
  /** Where Set Up Python keeps its Python environment. */
  readonly managedFolder: string;
  readonly log: vscode.LogOutputChannel;
  readonly contexts: ContextKeys;
  readonly targets: Targets;
}
