import * as vscode from 'vscode';
import { findPython, type Python } from '../../host/python/findPython.ts';
import type { TargetParts } from './targetParts.ts';
import { readSettings } from '../settings/settings.ts';
import { withProgress } from '../common/say.ts';

/**
 * The interpreter for training; logs the choice and why earlier candidates were rejected.
 *
 * @throws UserError when there is none, listing what each candidate lacks
 */
export async function choosePython({ managedFolder, log, contexts }: TargetParts): Promise<Python> {
  const setting = readSettings().python;
  const python = await withProgress(
    { location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Looking for Python') },
    () => findPython({ setting, managedFolder }),
  );
  contexts.set({ isTrainerReady: true });
  for (const sentence of python.passedOver) log.warn(sentence);
  log.info(`Python ${python.version} of ${python.origin}: ${python.path}`);
  return python;
}
