import * as vscode from 'vscode';
import { formatBytes } from '../../core/common/formatBytes.ts';
import { localTargetName } from '../../core/target/targetSetting.ts';
import { UserError } from '../../core/common/userError.ts';
import { hubCache } from '../../host/base/huggingFaceCache.ts';
import { listInstalled, removeInstalled, type Installed } from '../../host/python/installed.ts';
import { showInformation, withProgress } from '../common/say.ts';
import type { RunParts } from '../run/runParts.ts';

/**
 * The command Remove What Was Installed: lists what is on this machine beyond the workspaces, with sizes, and
 * removes what is picked. Runs and datasets stay.
 */
export async function removeInstalledCommand({
  managedFolder,
  runs,
  contexts,
}: RunParts): Promise<void> {
  if (runs.active(localTargetName) !== undefined) {
    throw new UserError(
      vscode.l10n.t('A run is active on this machine and uses what would be removed. Wait for it.'),
      'show runs',
    );
  }
  const found = await withProgress(
    {
      location: vscode.ProgressLocation.Window,
      title: vscode.l10n.t('Looking at what was installed'),
    },
    () => listInstalled(managedFolder),
  );
  if (found.length === 0) {
    void showInformation(vscode.l10n.t('Nothing was installed outside of workspaces.'));
    return;
  }
  const picked = await vscode.window.showQuickPick(
    found.map((one) => ({
      label: meanings[one.what],
      description: formatBytes(one.bytes),
      detail: one.path,
      picked: true,
      one,
    })),
    {
      title: vscode.l10n.t('Remove What Was Installed'),
      placeHolder: vscode.l10n.t(
        'Runs and datasets stay, and so do bases from Hugging Face ({0}) and what uv or pip cached.',
        hubCache(process.env),
      ),
      canPickMany: true,
    },
  );
  if (picked === undefined || picked.length === 0) return;
  const removed = picked.map(({ one }) => one);
  await withProgress(
    { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('Removing') },
    () => removeInstalled(removed),
  );
  if (removed.some(({ what }) => what === 'environment')) contexts.set({ isTrainerReady: false });
  const bytes = removed.reduce((sum, one) => sum + one.bytes, 0);
  void showInformation(vscode.l10n.t('Removed: {0}.', formatBytes(bytes)));
}

const meanings: Readonly<Record<Installed['what'], string>> = {
  environment: vscode.l10n.t('Python environment of the trainer'),
  python: vscode.l10n.t('Python that uv has downloaded'),
  rehearsal: vscode.l10n.t('Answers of bases, kept for rehearsal'),
  probes: vscode.l10n.t('Answers of bases to probes'),
};
