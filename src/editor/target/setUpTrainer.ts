import { join } from 'node:path';
import * as vscode from 'vscode';
import { setUpTrainer } from '../../host/python/setUpTrainer.ts';
import { abortSignalOf } from '../common/abortSignal.ts';
import type { TargetParts } from './targetParts.ts';
import { setUpTarget } from './setUpTarget.ts';
import { readSettings } from '../settings/settings.ts';
import { isTrustedFor } from '../common/trust.ts';
import { showInformation, withProgress } from '../common/say.ts';

/**
 * The command Set Up Trainer: creates the Python environment for training, with pip's output in the
 * log.
 */
export async function setUpTrainerCommand(parts: TargetParts): Promise<void> {
  if (!(await isTrustedFor('Set Up Trainer'))) return;
  const setting = parts.targets.chosen();
  if (setting) {
    await setUpTarget(setting, parts);
    return;
  }
  const { python } = readSettings();
  await withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: 'Setting up the trainer',
      cancellable: true,
    },
    (progress, token) =>
      setUpTrainer({
        managedFolder: parts.managedFolder,
        requirementsPath: join(parts.extensionPath, 'trainer', 'requirements-hashed.txt'),
        signal: abortSignalOf(token),
        interpreters: python === '' ? [] : [python],
        onProgress: (line) => {
          parts.log.info(line);
          progress.report({ message: clip(line) });
        },
      }),
  );
  const ready =
    python === ''
      ? 'The trainer is ready.'
      : `The trainer’s own environment is ready. cricketLora.python is set, so ${python} takes precedence.`;
  void offerTraining(ready);
}

async function offerTraining(message: string): Promise<void> {
  const choice = await showInformation(message, 'Train');
  if (choice === 'Train') await vscode.commands.executeCommand('cricketLora.train');
}

const clip = (line: string): string => (line.length > 100 ? `${line.slice(0, 99)}…` : line);
