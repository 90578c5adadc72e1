import * as vscode from 'vscode';
import { UserError } from '../../core/common/userError.ts';
import { runLabel, runName, runProgress } from './runTexts.ts';
import type { Runs } from './runs.ts';
import { isActive, type Run } from './run.ts';
import { trainedFirst } from './runTree.ts';

interface Wanted {
  /** Title of the picker. */
  readonly title: string;
  readonly fits: (run: Run) => boolean;
  /** Shown when no run matches: why, and what to do instead. */
  readonly otherwise: UserError;
  /** What is wanted of a run exists once it has ended: one in progress is told so. */
  readonly afterEnd?: true;
  /** Takes the newest match instead of asking. */
  readonly newest?: true;
}

/** Of a command that applies to any run. */
export const anyRun = (): Pick<Wanted, 'fits' | 'otherwise'> => ({
  fits: () => true,
  otherwise: new UserError(vscode.l10n.t('There is no run yet. Train one.'), 'train'),
});

/** Runs in a picker that say how they got on. */
const mostDescribed = 200;

/**
 * The run that a command applies to: the one it was invoked on (a tree item or folder), else the
 * only match, else the user's choice. Undefined when the picker is dismissed.
 *
 * @throws UserError when none matches
 */
export async function chooseRun(
  runs: Runs,
  from: unknown,
  wanted: Wanted,
): Promise<Run | undefined> {
  const folder = folderIn(from);
  if (folder !== undefined) {
    const named = await find(runs, folder);
    if (wanted.fits(named)) return named;
    throw whyNot(named, wanted);
  }
  const all = runs.list();
  const fitting = trainedFirst(all).filter(wanted.fits);
  const [first] = fitting;
  if (first === undefined) throw whyNot(all.find(isActive), wanted);
  if (fitting.length === 1 || wanted.newest) return first;
  // Of more, the names have to do.
  await runs.read(fitting.slice(0, mostDescribed));
  const picked = await vscode.window.showQuickPick(
    fitting
      .map(({ folder }) => runs.get(folder))
      .filter((run) => run !== undefined)
      .map((run) => ({
        label: runLabel(run),
        description: runProgress(run),
        detail: run.request.id,
        run,
      })),
    { title: wanted.title, placeHolder: vscode.l10n.t('Run') },
  );
  return picked?.run;
}

function whyNot(run: Run | undefined, { afterEnd, otherwise }: Wanted): UserError {
  if (afterEnd === undefined || run === undefined || !isActive(run)) return otherwise;
  return new UserError(
    vscode.l10n.t(
      '{0} is still in progress ({1}). Wait for its end, or cancel it.',
      runName(run),
      runProgress(run),
    ),
    'show runs',
  );
}

function folderIn(from: unknown): string | undefined {
  if (typeof from === 'string') return from;
  const isRun = typeof from === 'object' && from !== null && 'folder' in from;
  return isRun && typeof from.folder === 'string' ? from.folder : undefined;
}

/** @throws UserError when there is no such run, even after discovery */
async function find(runs: Runs, folder: string): Promise<Run> {
  if (!runs.get(folder)) await runs.discover();
  const run = runs.get(folder);
  if (!run)
    throw new UserError(vscode.l10n.t('There is no run in {0}. It may have been removed.', folder));
  return run;
}
