import * as vscode from 'vscode';
import { UserError } from '../../core/common/userError.ts';
import { findPython, type Python } from '../../host/python/findPython.ts';
import type { TargetParts } from './targetParts.ts';
import { setUpHere } from './setUpHere.ts';
import { readSettings } from '../settings/settings.ts';
import { withProgress } from '../common/say.ts';

/**
 * The interpreter for training; logs the choice and why earlier candidates were rejected. Where there is none,
 * one is set up after a yes, and what was asked for goes on.
 *
 * @throws UserError when there is none, listing what each candidate lacks
 */
export async function choosePython(parts: TargetParts): Promise<Python> {
  const python = await find(parts).catch(async (error: unknown) => {
    const isLacking = error instanceof UserError && error.remedy === 'set up trainer';
    if (isLacking && (await setUpHere(parts))) return find(parts);
    throw error;
  });
  parts.contexts.set({ isTrainerReady: true });
  for (const sentence of python.passedOver) parts.log.warn(sentence);
  parts.log.info(`Python ${python.version} of ${python.origin}: ${python.path}`);
  return python;
}

const find = async ({ managedFolder }: TargetParts): Promise<Python> =>
  withProgress(
    { location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Looking for Python') },
    () => findPython({ setting: readSettings().python, managedFolder }),
  );
