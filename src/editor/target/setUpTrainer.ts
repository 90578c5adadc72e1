import * as vscode from 'vscode';
import type { TargetParts } from './targetParts.ts';
import { setUpHere } from './setUpHere.ts';
import { setUpTarget } from './setUpTarget.ts';
import { readSettings } from '../settings/settings.ts';
import { isTrustedFor } from '../common/trust.ts';
import { showInformation } from '../common/say.ts';

/** The command Set Up Python: creates the Python environment for training, here or on the chosen host. */
export async function setUpTrainerCommand(parts: TargetParts): Promise<void> {
  if (!(await isTrustedFor(vscode.l10n.t('Set Up Python')))) return;
  const setting = parts.targets.chosen();
  if (setting) {
    await setUpTarget(setting, parts);
    return;
  }
  if (!(await setUpHere(parts))) return;
  const { python } = readSettings();
  const ready =
    python === ''
      ? vscode.l10n.t('The trainer is ready.')
      : vscode.l10n.t(
          'The trainer’s own environment is ready. cricketLora.python is set, so {0} takes precedence.',
          python,
        );
  void offerTraining(ready);
}

async function offerTraining(message: string): Promise<void> {
  const choice = await showInformation(message, vscode.l10n.t('Train'));
  if (choice === vscode.l10n.t('Train')) await vscode.commands.executeCommand('cricketLora.train');
}
