import * as vscode from 'vscode';
import { UserError } from '../../core/common/userError.ts';
import { localTargetName } from '../../core/target/targetSetting.ts';
import { isAdopted } from './adoptRun.ts';
import { chooseRun } from './chooseRun.ts';
import type { RunParts } from './runParts.ts';
import { isActive } from './run.ts';
import { isTrustedFor } from '../common/trust.ts';

/** The command Sign In to Target: connects to a run's host interactively. */
export async function signIn(
  from: unknown,
  { runs, targets }: Pick<RunParts, 'runs' | 'targets'>,
): Promise<void> {
  if (!(await isTrustedFor(vscode.l10n.t('Signing in')))) return;
  const run = await chooseRun(runs, from, {
    title: vscode.l10n.t('Sign In to Target'),
    fits: (one) => isActive(one) && one.request.target !== localTargetName,
    otherwise: new UserError(
      vscode.l10n.t(
        'There is nothing to sign in for: no run is active on a host. Train, Check Target and the other commands sign in by themselves.',
      ),
    ),
    newest: true,
  });
  if (run && (await isAdopted(run, vscode.l10n.t('Signing in'), runs))) await targets.signInTo(run);
}
