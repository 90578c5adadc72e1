import * as vscode from 'vscode';
import { UserError } from '../../core/common/userError.ts';
import { requirePlainFolder } from '../../host/run/plainFolder.ts';
import { isAdopted } from './adoptRun.ts';
import { chooseRun } from './chooseRun.ts';
import { isResumable } from './run.ts';
import type { RunParts } from './runParts.ts';
import { prepareStart, startOnTarget } from './startOnTarget.ts';
import { mayStart } from './train.ts';
import { isTrustedFor } from '../common/trust.ts';

/** The command Resume Run: continues a failed or cancelled run from its checkpoint. */
export async function resumeTraining(from: unknown, parts: RunParts): Promise<void> {
  if (!(await isTrustedFor(vscode.l10n.t('Training')))) return;
  const run = await chooseRun(parts.runs, from, {
    title: vscode.l10n.t('Resume Run'),
    fits: isResumable,
    otherwise: new UserError(
      vscode.l10n.t('There is nothing to resume: only failed or cancelled runs can be resumed.'),
      'train',
    ),
  });
  if (run === undefined || !(await isAdopted(run, vscode.l10n.t('Resuming it'), parts.runs)))
    return;
  // Before anything is connected to: what is refused is refused here.
  await requirePlainFolder(run.folder);
  if (!(await mayStart(parts, run.request.target))) return;
  const where = await prepareStart(run.request.target, parts);
  await startOnTarget(run.folder, where, parts);
  await parts.runs.follow(run.folder);
}
