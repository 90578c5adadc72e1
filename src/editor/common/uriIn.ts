import * as vscode from 'vscode';

/** The file that a command was called on: a file, or a row of the sidebar that stands for one. */
export function uriIn(from: unknown): vscode.Uri | undefined {
  if (from instanceof vscode.Uri) return from;
  const hasUri = typeof from === 'object' && from !== null && 'uri' in from;
  return hasUri && from.uri instanceof vscode.Uri ? from.uri : undefined;
}
