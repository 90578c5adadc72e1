import { spoken } from '../../core/common/sentence.ts';
import { inWords } from '../common/inWords.ts';
import * as vscode from 'vscode';
import { installExportPackages, missingPackages } from '../../host/export/exportPackages.ts';
import type { Python } from '../../host/python/findPython.ts';
import { installerHere } from '../../host/python/setUpTrainer.ts';
import { abortSignalOf } from '../common/abortSignal.ts';
import { showWarning, withProgress } from '../common/say.ts';
import type { TargetParts } from '../target/targetParts.ts';

/**
 * True when an interpreter has these packages, or has them now: into the environment of Set Up Python they are
 * installed after a yes. Into another of the person's own nothing is: what exports there says what it lacks.
 */
export async function hasPackages(
  python: Python,
  packages: readonly string[],
  { managedFolder, log }: TargetParts,
): Promise<boolean> {
  if (python.origin !== 'managed environment') return true;
  const missing = await missingPackages(python.path, packages);
  if (missing.length === 0) return true;
  const install = vscode.l10n.t('Install Packages');
  const choice = await showWarning(
    vscode.l10n.t('This needs more Python packages: {0}.', missing.join(', ')),
    {
      modal: true,
      detail: vscode.l10n.t(
        'They go into the trainer’s environment, by hash: some hundred megabytes at most. What was asked for goes on then.',
      ),
    },
    install,
  );
  if (choice !== install) return false;
  const installer = await installerHere();
  await withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Installing packages'),
      cancellable: true,
    },
    (progress, token) =>
      installExportPackages({
        ...{ python: python.path, managedFolder, installer },
        signal: abortSignalOf(token),
        onProgress: (line) => {
          log.info(spoken(line));
          progress.report({ message: inWords(line).slice(0, 100) });
        },
      }),
  );
  return true;
}
