import * as vscode from 'vscode';
import { anyRun, chooseRun } from './chooseRun.ts';
import { isPredicted, isResumable, isActive, type Run } from './run.ts';
import { runLabel, runProgress } from './runTexts.ts';
import type { Runs } from './runs.ts';

/** Actions for the run in the status bar. */
export async function runActions(from: unknown, runs: Runs): Promise<void> {
  const run = await chooseRun(runs, from, {
    title: vscode.l10n.t('Run'),
    ...anyRun(),
    newest: true,
  });
  if (run === undefined) return;
  const picked = await vscode.window.showQuickPick(actionsOf(run), {
    title: runLabel(run),
    placeHolder: runProgress(run),
  });
  if (picked) await vscode.commands.executeCommand(picked.command, run.folder);
}

function actionsOf(run: Run): readonly { label: string; command: string }[] {
  return [
    { label: vscode.l10n.t('$(graph-line) Show Run'), command: 'cricketLora.showRun' },
    ...(isPredicted(run)
      ? [
          {
            label: vscode.l10n.t('$(table) Show Evaluation'),
            command: 'cricketLora.showEvaluation',
          },
        ]
      : []),
    ...(run.connection?.state === 'sign-in needed'
      ? [{ label: vscode.l10n.t('$(key) Sign In to Target'), command: 'cricketLora.signIn' }]
      : []),
    ...(isActive(run)
      ? [
          {
            label: vscode.l10n.t('$(stop-circle) Cancel Run'),
            command: 'cricketLora.cancelTraining',
          },
        ]
      : []),
    ...(isResumable(run)
      ? [
          {
            label: vscode.l10n.t('$(debug-continue) Resume Run'),
            command: 'cricketLora.resumeTraining',
          },
        ]
      : []),
    { label: vscode.l10n.t('$(list-unordered) Show Runs'), command: 'cricketLora.tables.focus' },
    {
      label: vscode.l10n.t('$(folder-opened) Open Run Folder'),
      command: 'cricketLora.openRunFolder',
    },
    { label: vscode.l10n.t('$(output) Show Log'), command: 'cricketLora.showLog' },
  ];
}
