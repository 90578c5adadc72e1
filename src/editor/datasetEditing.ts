import * as vscode from 'vscode';
import type { DatasetProblems } from './datasetProblems.ts';
import { registerPromptHover } from './promptHover.ts';
import { registerQuickFixes } from './quickFixes.ts';
import { watchTables } from './tableProblems.ts';
import { tellApart } from './tellApart.ts';

interface Parts {
  readonly problems: DatasetProblems;
  readonly extensionPath: string;
  readonly onError: (error: unknown) => void;
}

/** All that helps while tables and questions are edited as text. */
export function registerDatasetEditing(parts: Parts): vscode.Disposable {
  return vscode.Disposable.from(
    registerPromptHover(),
    registerQuickFixes(parts.problems),
    watchTables(parts),
    // Of a quick fix: not in the palette, hence not among the commands of the manifest.
    vscode.commands.registerCommand('cricketLora.tellApart', (table: unknown, column: unknown) =>
      tellApart(table, column).catch(parts.onError),
    ),
  );
}
