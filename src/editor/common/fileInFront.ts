import * as vscode from 'vscode';

/** The file whose editor, of text or another, has the focus or had it last. */
export function fileInFront(): vscode.Uri | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  const isOfFile = input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom;
  return isOfFile && input.uri.scheme === 'file' ? input.uri : undefined;
}
