import * as vscode from 'vscode';
import { describeConnection } from '../../core/target/connection.ts';
import { plainText } from '../../core/common/plainText.ts';
import { statusWord } from '../../core/run/statusWord.ts';
import { runLabel, runProgress } from './runTexts.ts';
import type { Runs } from './runs.ts';
import type { Run } from './run.ts';

/** The status bar item: the active run, or the result of the last run that ended in this window. */
export function createStatusBar(runs: Runs): vscode.Disposable {
  const item = vscode.window.createStatusBarItem(
    'cricketLora.run',
    vscode.StatusBarAlignment.Left,
    50,
  );
  item.name = vscode.l10n.t('Cricket LoRA Run');
  let ended: Run | undefined;

  const draw = (): void => {
    const run = runs.active() ?? (ended && runs.get(ended.folder));
    if (run === undefined) {
      item.hide();
      return;
    }
    const progress =
      [describeConnection(run.connection, Date.now(), vscode.l10n.t), runProgress(run)]
        .filter((part) => part !== '')
        .join(' · ') || statusWord(run.state.status, vscode.l10n.t);
    item.text = `$(${icons[run.state.status]}) ${plainText(progress, 200)}`;
    item.tooltip = vscode.l10n.t('Cricket LoRA: {0} — {1}', runLabel(run), progress);
    item.accessibilityInformation = { label: vscode.l10n.t('Cricket LoRA run: {0}', progress) };
    item.command = {
      command: 'cricketLora.runActions',
      title: vscode.l10n.t('Run Actions'),
      arguments: [run],
    };
    item.show();
  };
  return vscode.Disposable.from(
    item,
    runs.onDidChange(draw),
    runs.onDidEnd((run) => {
      ended = run;
      draw();
    }),
  );
}

const icons = {
  starting: 'loading~spin',
  running: 'loading~spin',
  finished: 'pass',
  failed: 'error',
  cancelled: 'circle-slash',
} as const;
