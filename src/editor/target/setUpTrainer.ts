import { statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { isTrainerSetUp, setUpTrainer } from '../../host/python/setUpTrainer.ts';
import { abortSignalOf } from '../common/abortSignal.ts';
import type { TargetParts } from './targetParts.ts';
import { setUpQuestion } from './setUpQuestion.ts';
import { setUpTarget } from './setUpTarget.ts';
import { readSettings } from '../settings/settings.ts';
import { isTrustedFor } from '../common/trust.ts';
import { showInformation, showWarning, withProgress } from '../common/say.ts';

/**
 * The command Set Up Trainer: creates the Python environment for training, with pip's output in the
 * log.
 */
export async function setUpTrainerCommand(parts: TargetParts): Promise<void> {
  if (!(await isTrustedFor(vscode.l10n.t('Set Up Trainer')))) return;
  const setting = parts.targets.chosen();
  if (setting) {
    await setUpTarget(setting, parts);
    return;
  }
  const { python } = readSettings();
  const requirementsPath = join(parts.extensionPath, 'trainer', 'requirements-hashed.txt');
  const { managedFolder } = parts;
  const isThere = await isTrainerSetUp({ managedFolder, requirementsPath });
  if (!isThere && !(await mayDownload(managedFolder))) return;
  await withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Setting up the trainer'),
      cancellable: true,
    },
    (progress, token) =>
      setUpTrainer({
        managedFolder,
        requirementsPath,
        signal: abortSignalOf(token),
        interpreters: python === '' ? [] : [python],
        onProgress: (line) => {
          parts.log.info(line);
          progress.report({ message: clip(line) });
        },
      }),
  );
  parts.contexts.set({ isTrainerReady: true });
  const ready =
    python === ''
      ? vscode.l10n.t('The trainer is ready.')
      : vscode.l10n.t(
          'The trainer’s own environment is ready. cricketLora.python is set, so {0} takes precedence.',
          python,
        );
  void offerTraining(ready);
}

async function mayDownload(managedFolder: string): Promise<boolean> {
  const freeBytes = await freeBytesAt(managedFolder);
  const detail = setUpQuestion({
    platform: process.platform,
    place: managedFolder,
    ...(freeBytes !== undefined && { freeBytes }),
  });
  const setUp = vscode.l10n.t('Set Up');
  return (
    (await showWarning(vscode.l10n.t('Set up the trainer?'), { modal: true, detail }, setUp)) ===
    setUp
  );
}

/** Of the nearest folder that is there. */
async function freeBytesAt(folder: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch {
    return dirname(folder) === folder ? undefined : freeBytesAt(dirname(folder));
  }
}

async function offerTraining(message: string): Promise<void> {
  const choice = await showInformation(message, vscode.l10n.t('Train'));
  if (choice === vscode.l10n.t('Train')) await vscode.commands.executeCommand('cricketLora.train');
}

const clip = (line: string): string => (line.length > 100 ? `${line.slice(0, 99)}…` : line);
