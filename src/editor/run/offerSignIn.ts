import * as vscode from 'vscode';
import type { Runs } from './runs.ts';
import type { Run } from './run.ts';
import type { ShowError } from '../common/showError.ts';
import { showWarning } from '../common/say.ts';

const wantsPerson = ({ connection }: Run): boolean => connection?.state === 'sign-in needed';

/**
 * Notifies that a host needs an interactive login before it reports progress, once until the next
 * login, with a button for it.
 */
export function offerSignIn(runs: Runs, onError: ShowError): vscode.Disposable {
  const offered = new Set<string>();
  return runs.onDidChange(() => {
    const wanting = runs.list().filter(wantsPerson);
    for (const target of offered) {
      if (!wanting.some(({ request }) => request.target === target)) offered.delete(target);
    }
    for (const run of wanting) {
      if (offered.has(run.request.target)) continue;
      offered.add(run.request.target);
      offer(run).catch(onError);
    }
  });
}

async function offer({ folder, request: { target, id } }: Run): Promise<void> {
  const signIn = vscode.l10n.t('Sign In');
  const choice = await showWarning(
    vscode.l10n.t(
      'Sign in to {0} to see how {1} gets on. The run continues there meanwhile.',
      target,
      id,
    ),
    signIn,
  );
  if (choice === signIn) await vscode.commands.executeCommand('cricketLora.signIn', folder);
}
