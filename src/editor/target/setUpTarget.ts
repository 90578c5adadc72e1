import { inWords } from '../common/inWords.ts';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { TargetSetting } from '../../core/target/targetSetting.ts';
import { UserError } from '../../core/common/userError.ts';
import { prepareHost } from '../../host/remote/prepareHost.ts';
import { ConnectionLost } from '../../host/shell/shell.ts';
import { abortSignalOf } from '../common/abortSignal.ts';
import { checkTarget } from './checkTarget.ts';
import type { TargetParts } from './targetParts.ts';
import { setUpQuestion } from './setUpQuestion.ts';
import { showWarning, withProgress } from '../common/say.ts';

/**
 * Set Up Python for a host: creates its Python environment, streams the output to the log, then
 * checks it.
 */
export async function setUpTarget(setting: TargetSetting, parts: TargetParts): Promise<void> {
  const shell = await parts.targets.signIn(setting);
  const [requirements, hashed] = await Promise.all(
    ['requirements.txt', 'requirements-hashed.txt'].map((name) =>
      readFile(join(parts.extensionPath, 'trainer', name), 'utf8'),
    ),
  );
  if (setting.python === '') {
    const place = vscode.l10n.t('{0}/env on {1}', setting.folder, setting.name);
    const setUp = vscode.l10n.t('Set Up');
    const detail = setUpQuestion({ platform: 'linux', place });
    const choice = await showWarning(
      vscode.l10n.t('Set up {0}?', setting.name),
      { modal: true, detail },
      setUp,
    );
    if (choice !== setUp) return;
    await withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: vscode.l10n.t('Setting up {0}', setting.name),
        cancellable: true,
      },
      async (progress, token) => {
        try {
          await prepareHost(shell, setting, {
            requirements: requirements ?? '',
            ...(hashed !== undefined && { hashed }),
            signal: abortSignalOf(token),
            onLine: (line) => {
              parts.log.info(`${setting.name}: ${line}`);
              progress.report({ message: line.slice(0, 100) });
            },
          });
        } catch (error) {
          if (!(error instanceof ConnectionLost)) throw error;
          throw new UserError(
            vscode.l10n.t(
              '{0} Set-up continues on {1}; run Set Up Python again to see its result.',
              inWords(error.text),
              setting.name,
            ),
            'set up trainer',
          );
        }
      },
    );
  }
  await checkTarget(shell, setting, parts);
}
