import { isTablePath, tableGlob } from '../../core/table/tableFiles.ts';
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../../core/common/userError.ts';
import { uriIn } from '../common/uriIn.ts';

/**
 * The CSV that a command means: the one it was called on, else the open one, else the workspace's only
 * one or the one that is picked. Saved, when it is open with changes. Undefined when the picker is left.
 *
 * @throws UserError when there is none, or when it is not a CSV on the disk.
 */
export async function chooseTable(from: unknown): Promise<vscode.Uri | undefined> {
  const table = uriIn(from) ?? openTable() ?? (await pickTable());
  if (table === undefined) return undefined;
  if (table.scheme !== 'file' || !isTable(table)) {
    throw new UserError(
      vscode.l10n.t(
        '{0} is not a table: expected a .csv or .tsv file on this machine’s disk.',
        basename(table.path),
      ),
    );
  }
  const document = vscode.workspace.textDocuments.find(
    ({ uri }) => uri.toString() === table.toString(),
  );
  if (document?.isDirty && !(await document.save())) {
    throw new UserError(
      vscode.l10n.t('{0} could not be saved. Save it and try again.', basename(table.path)),
    );
  }
  return table;
}

const isTable = (uri: vscode.Uri): boolean => isTablePath(uri.path);

/** The table in the active tab: a document over VS Code's size limit has a tab and no editor. */
function openTable(): vscode.Uri | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  const inTab =
    input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom
      ? input.uri
      : undefined;
  return [vscode.window.activeTextEditor?.document.uri, inTab].find(
    (uri) => uri !== undefined && isTable(uri),
  );
}

async function pickTable(): Promise<vscode.Uri | undefined> {
  const found = await vscode.workspace.findFiles(
    tableGlob,
    '**/{node_modules,.cricket-lora,.venv}/**',
    200,
  );
  if (found.length === 0) {
    throw new UserError(
      vscode.l10n.t(
        'No table is open, and the workspace holds none. Open a .csv or .tsv file with a header line and one row for each player, or run Cricket LoRA: Add Sample Table.',
      ),
      'add sample table',
    );
  }
  if (found.length === 1) return found[0];
  const items = found.map((uri) => ({ label: vscode.workspace.asRelativePath(uri), uri }));
  items.sort((a, b) => a.label.localeCompare(b.label));
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Generate Dataset'),
    placeHolder: vscode.l10n.t('Table whose facts are asked'),
  });
  return picked?.uri;
}
