import * as vscode from 'vscode';
import type { DatasetProblems } from './datasetProblems.ts';
import { registerPhrasingProblems } from './phrasingProblems.ts';
import { registerPromptHover } from '../prompt/promptHover.ts';
import { registerPromptLens } from '../prompt/promptLens.ts';
import { PromptRenderers } from '../prompt/promptRenderers.ts';
import { registerQuickFixes } from './quickFixes.ts';
import { watchTables } from './tableProblems.ts';
import { tellApart } from './tellApart.ts';
import type { PromptThread } from '../../host/threads/promptThread.ts';

interface Parts {
  readonly problems: DatasetProblems;
  readonly prompts: PromptThread;
  readonly onError: (error: unknown) => void;
}

/** All that helps while tables, questions and phrasings are edited as text. */
export function registerDatasetEditing(parts: Parts): vscode.Disposable {
  const renderers = new PromptRenderers(parts.prompts);
  return vscode.Disposable.from(
    registerPromptHover(renderers),
    registerPromptLens(renderers),
    registerPhrasingProblems(),
    registerQuickFixes(parts.problems),
    watchTables(parts),
    // Of a quick fix: not in the palette, hence not among the commands of the manifest.
    vscode.commands.registerCommand('cricketLora.tellApart', (table: unknown, column: unknown) =>
      tellApart(table, column).catch(parts.onError),
    ),
  );
}
