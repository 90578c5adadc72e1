import { spoken } from '../../core/common/sentence.ts';
import { inWords } from '../common/inWords.ts';
import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { judgeHost, type HostFacts } from '../../core/target/judgeHost.ts';
import type { TargetSetting } from '../../core/target/targetSetting.ts';
import { UserError } from '../../core/common/userError.ts';
import { callHost } from '../../host/shell/callHost.ts';
import type { Shell } from '../../host/shell/shell.ts';
import { localShell } from '../../host/shell/localShell.ts';
import { choosePython } from './choosePython.ts';
import type { TargetParts } from './targetParts.ts';
import { isTrustedFor } from '../common/trust.ts';
import { showInformation, showWarning, withProgress } from '../common/say.ts';

/** The command Check Target: logs what the chosen target has and lacks, each with a remedy. */
export async function checkTargetCommand(parts: TargetParts): Promise<void> {
  if (!(await isTrustedFor(vscode.l10n.t('Check Target')))) return;
  const setting = parts.targets.chosen();
  if (!setting) {
    await checkHere(parts);
    return;
  }
  const shell = await parts.targets.signIn(setting);
  await checkTarget(shell, setting, parts);
}

async function checkHere(parts: TargetParts): Promise<void> {
  if (process.platform === 'win32') {
    throw new UserError(
      vscode.l10n.t(
        'On Windows only hosts can be checked. Set cricketLora.target to one, or run Set Up Python for this machine.',
      ),
      'set up trainer',
    );
  }
  const { path } = await choosePython(parts);
  const folder = dirname(parts.managedFolder);
  await checkTarget(
    localShell,
    { name: vscode.l10n.t('This machine'), folder, python: path },
    parts,
  );
}

/** @returns true when training can start there */
export async function checkTarget(
  shell: Shell,
  setting: Pick<TargetSetting, 'name' | 'folder' | 'python'>,
  { log, contexts }: Pick<TargetParts, 'log' | 'contexts'>,
): Promise<boolean> {
  const { folder, python, name } = setting;
  const facts = await withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Looking at {0}', name),
    },
    () => callHost<HostFacts>(shell, { operation: 'check', folder, python }),
  );
  const findings = judgeHost(facts);
  for (const { level, message } of findings) {
    const line = `${name}: ${spoken(message)}`;
    if (level === 'good') log.info(line);
    else log.warn(line);
  }
  const problems = findings.filter(({ level }) => level === 'problem');
  const warnings = findings.filter(({ level }) => level === 'warning');
  const isReady = problems.length === 0;
  if (isReady) contexts.set({ isTrainerReady: true });
  const said = [
    isReady
      ? vscode.l10n.t('{0} is ready to train.', name)
      : vscode.l10n.t('{0} cannot train yet.', name),
    ...[...problems, ...warnings].map(({ message }) => inWords(message)),
  ].join(' ');
  const show = isReady && warnings.length === 0 ? showInformation : showWarning;
  const needsSetUp = problems.some(({ message }) => spoken(message).includes('Set Up Python'));
  void show(
    said,
    ...(needsSetUp ? [vscode.l10n.t('Set Up Python')] : []),
    vscode.l10n.t('Show Log'),
  ).then((choice) => {
    if (choice === vscode.l10n.t('Show Log')) log.show();
    if (choice === vscode.l10n.t('Set Up Python')) {
      void vscode.commands.executeCommand('cricketLora.setUpTrainer');
    }
  });
  return isReady;
}
