import * as vscode from 'vscode';
import { UserError } from '../../core/common/userError.ts';
import { adoptRun } from '../../host/run/runFolder.ts';
import { showWarning } from '../common/say.ts';
import { isTrustedFor } from '../common/trust.ts';
import { chooseRun } from './chooseRun.ts';
import type { Run } from './run.ts';
import type { Runs } from './runs.ts';
import { runName } from './runTexts.ts';

/** The command Adopt Run: makes a run that came with the folder one of this machine's. */
export async function adoptRunCommand(
  from: unknown,
  { runs }: { readonly runs: Runs },
): Promise<void> {
  if (!(await isTrustedFor(vscode.l10n.t('Adopting a run')))) return;
  const run = await chooseRun(runs, from, {
    title: vscode.l10n.t('Adopt Run'),
    fits: ({ isOwn }) => !isOwn,
    otherwise: new UserError(
      vscode.l10n.t('There is nothing to adopt: this machine has started all of these runs.'),
    ),
  });
  if (run) await isAdopted(run, vscode.l10n.t('Resuming, asking or exporting it'), runs);
}

/** True when a run is this machine's own, or the person makes it so now that something is to be done with it. */
export async function isAdopted(run: Run, what: string, runs: Runs): Promise<boolean> {
  if (run.isOwn) return true;
  const adopt = vscode.l10n.t('Adopt Run');
  const choice = await showWarning(
    vscode.l10n.t('{0} came with the folder: this machine did not start it.', runName(run)),
    {
      modal: true,
      detail: vscode.l10n.t(
        '{0} loads its models and does what its files ask, on {1}. Adopt it only if you trust who made it.',
        what,
        run.request.target === 'local'
          ? vscode.l10n.t('this machine')
          : vscode.l10n.t('the host {0}', run.request.target),
      ),
    },
    adopt,
  );
  if (choice !== adopt) return false;
  await adoptRun(run.folder);
  await runs.adopt(run.folder);
  return true;
}
