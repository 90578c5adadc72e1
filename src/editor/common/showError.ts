import { inWords } from './inWords.ts';
import * as vscode from 'vscode';
import { UserError, type Remedy } from '../../core/common/userError.ts';
import { useEmbeddedBase } from '../settings/settings.ts';
import { showProblem } from './say.ts';

export type ShowError = (error: unknown) => void;

/**
 * The only place where an error becomes a notification: a UserError as is, with a button for its
 * remedy; anything else is a bug and is logged with its stack. No error is shown twice.
 */
export function createShowError(log: vscode.LogOutputChannel): ShowError {
  const shown = new WeakSet<Error>();
  return (thrown) => {
    if (isCancellation(thrown)) return;
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    if (shown.has(error)) return;
    shown.add(error);
    if (error instanceof UserError) {
      log.warn(error.message);
      void offerRemedy(error, log);
    } else {
      log.error(error);
      void offerLog(error, log);
    }
  };
}

function isCancellation(thrown: unknown): boolean {
  return (
    thrown instanceof vscode.CancellationError ||
    (thrown instanceof Error && thrown.name === 'AbortError')
  );
}

const labels: Readonly<Record<Remedy, string>> = {
  'set up trainer': vscode.l10n.t('Set Up Python'),
  'use embedded base': vscode.l10n.t('Use the Embedded Base'),
  'show log': vscode.l10n.t('Show Log'),
  'open settings': vscode.l10n.t('Open Settings'),
  'generate dataset': vscode.l10n.t('Generate Dataset'),
  train: vscode.l10n.t('Train'),
  'show runs': vscode.l10n.t('Show Runs'),
  'add sample table': vscode.l10n.t('Add Sample Table'),
  'open folder': vscode.l10n.t('Open Folder…'),
  'choose column': vscode.l10n.t('Choose Column…'),
  'choose interpreter': vscode.l10n.t('Choose Interpreter…'),
  'choose target': vscode.l10n.t('Choose Target…'),
  'generate and train': vscode.l10n.t('Generate and Train'),
  'clean up target': vscode.l10n.t('Clean Up Target'),
};

async function offerRemedy(error: UserError, log: vscode.LogOutputChannel): Promise<void> {
  const { remedy } = error;
  const whole = inWords(error.text);
  const message = clip(whole);
  const isClipped = message !== whole && remedy !== 'show log';
  // Without a button, VS Code cuts a message to its first line.
  const buttons = [
    ...(remedy === undefined ? [] : [labels[remedy]]),
    ...(isClipped || remedy === undefined ? [labels['show log']] : []),
  ];
  const choice = await showProblem(message, ...buttons);
  if (choice === undefined) return;
  if (remedy !== undefined && choice === labels[remedy]) {
    await carryOut(remedy, error.message, log);
  } else {
    log.show();
  }
}

/** Notifications show only a few lines; the log has the whole message. */
function clip(message: string): string {
  const most = 600;
  return message.length <= most ? message : `${message.slice(0, most)}…`;
}

async function carryOut(
  remedy: Remedy,
  message: string,
  log: vscode.LogOutputChannel,
): Promise<void> {
  switch (remedy) {
    case 'set up trainer':
      await vscode.commands.executeCommand('cricketLora.setUpTrainer');
      return;
    case 'use embedded base':
      await useEmbeddedBase();
      await vscode.commands.executeCommand('cricketLora.train');
      return;
    case 'show log':
      log.show();
      return;
    case 'open settings':
      await vscode.commands.executeCommand('workbench.action.openSettings', settingIn(message));
      return;
    case 'generate dataset':
      await vscode.commands.executeCommand('cricketLora.generateDataset');
      return;
    case 'train':
      await vscode.commands.executeCommand('cricketLora.train');
      return;
    case 'show runs':
      await vscode.commands.executeCommand('cricketLora.tables.focus');
      return;
    case 'add sample table':
      await vscode.commands.executeCommand('cricketLora.addSampleTable');
      return;
    case 'open folder':
      await vscode.commands.executeCommand('vscode.openFolder');
      return;
    case 'choose column':
      // The preview shows every column, and what each becomes.
      await vscode.commands.executeCommand('cricketLora.previewDataset');
      return;
    case 'choose interpreter':
      await chooseInterpreter();
      return;
    case 'choose target':
      await vscode.commands.executeCommand('cricketLora.chooseTarget');
      return;
    case 'generate and train': {
      const made = await vscode.commands.executeCommand('cricketLora.generateDataset');
      if (made !== undefined) await vscode.commands.executeCommand('cricketLora.train', made);
      return;
    }
    case 'clean up target':
      await vscode.commands.executeCommand('cricketLora.cleanUpTarget');
  }
}

async function chooseInterpreter(): Promise<void> {
  const [file] =
    (await vscode.window.showOpenDialog({
      openLabel: vscode.l10n.t('Use as Interpreter'),
      title: vscode.l10n.t('Python 3.10 or newer, with the trainer’s packages'),
    })) ?? [];
  if (file === undefined) return;
  await vscode.workspace
    .getConfiguration('cricketLora')
    .update('python', file.fsPath, vscode.ConfigurationTarget.Global);
}

/** The setting that a message names, so that the settings editor opens at it. */
const settingIn = (message: string): string =>
  /cricketLora(?:\.\w+)+/.exec(message)?.[0] ?? '@ext:cricket-lora.cricket-lora';

async function offerLog(error: Error, log: vscode.LogOutputChannel): Promise<void> {
  const choice = await showProblem(
    vscode.l10n.t('Cricket LoRA met an error of its own: {0}', error.message),
    vscode.l10n.t('Show Log'),
  );
  if (choice !== undefined) log.show();
}
