import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { createRun, type NewRun } from '../../host/run/runFolder.ts';
import { runInThread } from '../../host/threads/datasetThread.ts';
import { abortSignalOf } from '../common/abortSignal.ts';
import { reportProgress } from '../common/reportProgress.ts';
import { withProgress } from '../common/say.ts';

/**
 * Creates a run that asks each question with the row that is found for it.
 *
 * @param source where the questions came from: their table lies beside it
 */
export async function createWithLookUp(run: NewRun, source: string): Promise<string> {
  const { runsFolder, questionsPath: path } = run;
  const folder = await mkdtemp(join(runsFolder, '.new-'));
  try {
    const { questionsPath: asked } = await withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: vscode.l10n.t('Looking up questions'),
        cancellable: true,
      },
      (progress, token) =>
        runInThread('lookUp', {
          ...{ path, source, folder },
          signal: abortSignalOf(token),
          onProgress: reportProgress(progress),
        }),
    );
    return await createRun({ ...run, asked });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
