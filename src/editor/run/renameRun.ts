import * as vscode from 'vscode';
import { longestName } from '../../core/run/runNameSchema.ts';
import { nameRun } from '../../host/run/runName.ts';
import { openNotes } from '../../host/run/runNotes.ts';
import { askFor } from '../common/say.ts';
import { isTrustedFor } from '../common/trust.ts';
import { anyRun, chooseRun } from './chooseRun.ts';
import type { RunParts } from './runParts.ts';
import { runKind } from './runTexts.ts';

/** The command Rename Run: gives a run a name, which is kept in its folder; an empty one takes it away. */
export async function renameRun(from: unknown, { runs }: Pick<RunParts, 'runs'>): Promise<void> {
  if (!(await isTrustedFor(vscode.l10n.t('Renaming a run')))) return;
  const run = await chooseRun(runs, from, { title: vscode.l10n.t('Rename Run'), ...anyRun() });
  if (run === undefined) return;
  const name = await askFor({
    title: vscode.l10n.t('Rename Run: {0}', run.request.id),
    prompt: vscode.l10n.t('Its name, wherever it is shown. Empty: none.'),
    placeHolder: runKind(run.request),
    value: run.name ?? '',
    validateInput: (typed) =>
      typed.length > longestName
        ? vscode.l10n.t('At most {0} characters.', longestName)
        : undefined,
  });
  if (name === undefined) return;
  const chosen = name.trim() === '' ? undefined : name.trim();
  await nameRun(run.folder, chosen);
  runs.renamed(run.folder, chosen);
}

/** The command Open Notes: what a person keeps about a run, a text in its folder. */
export async function openNotesCommand(
  from: unknown,
  { runs }: Pick<RunParts, 'runs'>,
): Promise<void> {
  if (!(await isTrustedFor(vscode.l10n.t('Noting something about a run')))) return;
  const run = await chooseRun(runs, from, { title: vscode.l10n.t('Open Notes'), ...anyRun() });
  if (run === undefined) return;
  await vscode.window.showTextDocument(vscode.Uri.file(await openNotes(run.folder)));
}
