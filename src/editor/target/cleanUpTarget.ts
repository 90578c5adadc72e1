import * as vscode from 'vscode';
import { formatBytes } from '../../core/common/formatBytes.ts';
import { callHost } from '../../host/shell/callHost.ts';
import { chooseTarget } from './chooseTarget.ts';
import type { TargetParts } from './targetParts.ts';
import { isTrustedFor } from '../common/trust.ts';
import { showInformation } from '../common/say.ts';

interface Kept {
  readonly folder: string;
  readonly items: readonly {
    readonly path: string;
    readonly bytes: number;
    readonly live: boolean;
  }[];
}

/**
 * The command Clean Up Target: lists what is stored on a host with sizes, and removes the user's
 * selection.
 */
export async function cleanUpTarget(parts: TargetParts): Promise<void> {
  if (!(await isTrustedFor(vscode.l10n.t('Clean Up Target')))) return;
  const setting = await chooseTarget(parts.targets, vscode.l10n.t('Clean Up Target'));
  if (!setting) return;
  const shell = await parts.targets.signIn(setting);
  const place = { folder: setting.folder, python: setting.python };
  const { folder, items } = await callHost<Kept>(shell, { ...place, operation: 'kept' });
  const total = formatBytes(items.reduce((sum, { bytes }) => sum + bytes, 0));
  const removable = items.filter(({ live }) => !live);
  const going = items.length - removable.length;
  const picked = await vscode.window.showQuickPick(
    removable.map(({ path, bytes }) => ({
      label: path,
      description: formatBytes(bytes),
      detail:
        meanings[path] ??
        vscode.l10n.t('a run, with its checkpoints: it cannot be resumed afterwards'),
      path,
    })),
    {
      title: `${setting.name}: ${total} in ${folder}${going > 0 ? vscode.l10n.t('; {0} going on', going) : ''}`,
      placeHolder:
        items.length === 0
          ? vscode.l10n.t('Nothing is stored there')
          : vscode.l10n.t('What to remove'),
      canPickMany: true,
    },
  );
  if (!picked || picked.length === 0) return;
  await callHost(shell, { ...place, operation: 'remove', paths: picked.map(({ path }) => path) });
  void showInformation(
    vscode.l10n.t(
      'Removed from {0}: {1}.',
      setting.name,
      picked.map(({ path }) => path).join(', '),
    ),
  );
}

const meanings: Readonly<Record<string, string>> = {
  env: vscode.l10n.t('the Python environment; Set Up Python creates it again'),
  blobs: vscode.l10n.t('uploaded files; uploaded again when needed'),
  trainers: vscode.l10n.t('copies of the trainer; uploaded again when needed'),
  bases: vscode.l10n.t('copies of the embedded base; uploaded again when needed'),
};
