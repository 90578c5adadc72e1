import * as vscode from 'vscode';
import { counted } from '../common/counted.ts';
import { UserError } from '../../core/common/userError.ts';
import { requirePlainFolder } from '../../host/run/plainFolder.ts';
import { showWarning } from '../common/say.ts';
import { isTrustedFor } from '../common/trust.ts';
import { chooseRun } from './chooseRun.ts';
import { isActive, type Run } from './run.ts';
import type { RunParts } from './runParts.ts';
import { runName } from './runTexts.ts';

/** Runs that the question names; of more it says how many. */
const mostNamed = 8;

/** The command Delete Run: deletes a run that is over. */
export async function deleteRun(from: unknown, parts: Pick<RunParts, 'runs'>): Promise<void> {
  if (!(await isTrustedFor(vscode.l10n.t('Deleting a run')))) return;
  const run = await chooseRun(parts.runs, from, {
    title: vscode.l10n.t('Delete Run'),
    afterEnd: true,
    fits: (one) => !isActive(one),
    otherwise: new UserError(vscode.l10n.t('There is nothing to delete: no run is over.')),
  });
  if (run) await deleteAll([run], parts);
}

/** Deletes those of the runs that are over. */
export async function deleteRuns(
  folders: readonly string[],
  parts: Pick<RunParts, 'runs'>,
): Promise<void> {
  if (!(await isTrustedFor(vscode.l10n.t('Deleting runs')))) return;
  const found = folders.flatMap((folder) => parts.runs.get(folder) ?? []);
  await deleteAll(
    found.filter((run) => !isActive(run)),
    parts,
  );
}

/** After a yes. For good: remote machines have no trash. */
async function deleteAll(doomed: readonly Run[], { runs }: Pick<RunParts, 'runs'>): Promise<void> {
  const [first] = doomed;
  if (first === undefined) return;
  const question =
    doomed.length === 1
      ? vscode.l10n.t('Delete {0}?', runName(first))
      : vscode.l10n.t('Delete {0}?', counted(doomed.length, 'run'));
  const choice = await showWarning(
    question,
    { modal: true, detail: lossOf(doomed) },
    vscode.l10n.t('Delete'),
  );
  if (choice !== vscode.l10n.t('Delete')) return;
  try {
    for (const { folder } of doomed) {
      await requirePlainFolder(folder);
      await vscode.workspace.fs.delete(vscode.Uri.file(folder), { recursive: true });
    }
  } finally {
    await runs.discover();
  }
}

function lossOf(doomed: readonly Run[]): string {
  const [first] = doomed;
  if (doomed.length === 1)
    return vscode.l10n.t(
      'Its folder goes for good, with its adapter, checkpoints and answers: {0}',
      first?.folder ?? '',
    );
  const named = doomed.slice(0, mostNamed).map(runName);
  const more =
    doomed.length > named.length
      ? [vscode.l10n.t('and {0} more', doomed.length - named.length)]
      : [];
  return vscode.l10n.t(
    'Their folders go for good, with adapters, checkpoints and answers: {0}.',
    [...named, ...more].join(', '),
  );
}
