import { spoken } from '../../core/common/sentence.ts';
import { inWords } from '../common/inWords.ts';
import { statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { isTrainerSetUp, setUpTrainer } from '../../host/python/setUpTrainer.ts';
import { torchHere } from '../../host/python/torchHere.ts';
import { abortSignalOf } from '../common/abortSignal.ts';
import { showWarning, withProgress } from '../common/say.ts';
import { readSettings } from '../settings/settings.ts';
import { setUpQuestion } from './setUpQuestion.ts';
import type { TargetParts } from './targetParts.ts';

/**
 * Creates or updates the Python environment of this machine, after saying what that takes; uv's or pip's
 * output goes to the log.
 *
 * @returns false when the person declined
 * @throws UserError when there is no build of PyTorch for this machine, or it cannot be installed
 */
export async function setUpHere(parts: TargetParts): Promise<boolean> {
  const { managedFolder } = parts;
  const { python } = readSettings();
  const requirementsPath = join(parts.extensionPath, 'trainer', 'requirements-hashed.txt');
  const torch = await torchHere();
  const isThere = await isTrainerSetUp({ managedFolder, requirementsPath, torch });
  if (!isThere) {
    const freeBytes = await freeBytesAt(managedFolder);
    const detail = setUpQuestion({
      ...{ platform: process.platform, place: managedFolder, torch },
      ...(freeBytes !== undefined && { freeBytes }),
    });
    const setUp = vscode.l10n.t('Set Up');
    const question = vscode.l10n.t('Set up the trainer?');
    if ((await showWarning(question, { modal: true, detail }, setUp)) !== setUp) return false;
  }
  await withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Setting up the trainer'),
      cancellable: true,
    },
    (progress, token) =>
      setUpTrainer({
        ...{ managedFolder, requirementsPath, torch },
        signal: abortSignalOf(token),
        interpreters: python === '' ? [] : [python],
        onProgress: (line) => {
          parts.log.info(spoken(line));
          progress.report({ message: clip(inWords(line)) });
        },
      }),
  );
  parts.contexts.set({ isTrainerReady: true });
  return true;
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

const clip = (line: string): string => (line.length > 100 ? `${line.slice(0, 99)}…` : line);
