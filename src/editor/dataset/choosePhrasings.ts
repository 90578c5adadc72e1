import { copyFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { toWriteError } from '../../host/files/fileErrors.ts';
import { datasetSettings, setDatasetOption } from '../settings/datasetSettings.ts';

interface Item extends vscode.QuickPickItem {
  readonly take: () => Promise<void>;
}

/** Lets a person choose the phrasings of a table's questions: the usual ones, a file, or a copy to edit. */
export async function choosePhrasings(table: vscode.Uri, extensionUri: vscode.Uri): Promise<void> {
  const folder = vscode.workspace.getWorkspaceFolder(table)?.uri;
  const { phrasings } = datasetSettings(table);
  const set = (value: string | null) => setDatasetOption(table, 'phrasings', value);
  const current = typeof phrasings === 'string' && phrasings !== '' ? phrasings : undefined;
  const items: Item[] = [
    { label: vscode.l10n.t('The usual ones'), description: 'English', take: () => set(null) },
    { label: vscode.l10n.t('A file…'), description: 'JSON', take: () => pickFile(folder, set) },
    ...(current === undefined
      ? []
      : [
          { label: vscode.l10n.t('Edit {0}', current), take: () => edit(resolve(current, folder)) },
        ]),
    ...(folder === undefined || current !== undefined
      ? []
      : [
          {
            label: vscode.l10n.t('A copy of the usual ones to edit'),
            description: copyName,
            take: () => makeCopy(folder, extensionUri, set),
          },
        ]),
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Phrasings'),
    placeHolder: vscode.l10n.t('Phrasings of the questions'),
  });
  await picked?.take();
}

const copyName = 'phrasings.json';

/** Absolute, or relative to the workspace folder. */
const resolve = (written: string, folder: vscode.Uri | undefined): vscode.Uri =>
  folder === undefined || /^([/\\]|[A-Za-z]:)/.test(written)
    ? vscode.Uri.file(written)
    : vscode.Uri.joinPath(folder, written);

async function edit(file: vscode.Uri): Promise<void> {
  await vscode.window.showTextDocument(file, { viewColumn: vscode.ViewColumn.Beside });
}

async function pickFile(
  folder: vscode.Uri | undefined,
  set: (value: string) => Promise<void>,
): Promise<void> {
  const [file] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t('Phrasings'),
      filters: { JSON: ['json'] },
      ...(folder === undefined ? {} : { defaultUri: folder }),
    })) ?? [];
  if (file === undefined) return;
  const inside = vscode.workspace.asRelativePath(file, false);
  await set(folder !== undefined && inside !== file.fsPath ? inside : file.fsPath);
}

/** The file is left as it is where there is one already. */
async function makeCopy(
  folder: vscode.Uri,
  extensionUri: vscode.Uri,
  set: (value: string) => Promise<void>,
): Promise<void> {
  const usual = vscode.Uri.joinPath(extensionUri, 'data', 'phrasings.json');
  const copy = vscode.Uri.joinPath(folder, copyName);
  const isThere = await vscode.workspace.fs.stat(copy).then(
    () => true,
    () => false,
  );
  if (!isThere) {
    await copyFile(usual.fsPath, copy.fsPath).catch((error: unknown) => {
      throw toWriteError(error, copy.fsPath);
    });
  }
  await set(copyName);
  await edit(copy);
}
