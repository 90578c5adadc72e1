import { inWords } from '../common/inWords.ts';
import * as vscode from 'vscode';
import { focusInWords } from '../../core/dataset/focusQuestions.ts';
import { UserError } from '../../core/common/userError.ts';
import { runInThread } from '../../host/threads/datasetThread.ts';
import { questionsSourceOf } from '../../host/run/questionsPath.ts';
import { abortSignalOf } from '../common/abortSignal.ts';
import { isAdopted } from '../run/adoptRun.ts';
import { chooseRun } from '../run/chooseRun.ts';
import { isPredicted } from '../run/run.ts';
import { datasetRequest } from '../settings/datasetSettings.ts';
import type { RunParts } from '../run/runParts.ts';
import { showDataset } from '../dataset/openDataset.ts';
import { showInformation, withProgress } from '../common/say.ts';
import { isTrustedFor } from '../common/trust.ts';
import { runName } from '../run/runTexts.ts';

/**
 * The command Focus on Failed Facts: generates a run's follow-up dataset, with extra questions for
 * the facts it failed; training on it continues from the run's adapter.
 *
 * @returns the new questions.jsonl, or undefined when the picker was dismissed
 */
export async function focusOnFailedFacts(
  from: unknown,
  { runs }: Pick<RunParts, 'runs'>,
): Promise<vscode.Uri | undefined> {
  if (!(await isTrustedFor(vscode.l10n.t('Focus on Failed Facts')))) return undefined;
  const run = await chooseRun(runs, from, {
    title: vscode.l10n.t('Focus on Failed Facts'),
    afterEnd: true,
    fits: isPredicted,
    otherwise: new UserError(
      vscode.l10n.t(
        'There is no run with known failures: none has asked the model all its questions. Train one.',
      ),
      'train',
    ),
    newest: true,
  });
  // It writes a dataset where the run says that its own came from.
  if (run === undefined || !(await isAdopted(run, vscode.l10n.t('Focusing on its failures'), runs)))
    return;
  const source = await questionsSourceOf(run.folder);
  const { phrasingsPath, ownPhrasings } = await datasetRequest(vscode.Uri.file(source));
  const { questionsPath, focus, questions, ...facts } = await withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Looking for the failures of {0}', runName(run)),
      cancellable: true,
    },
    (_, token) =>
      runInThread('focus', {
        runFolder: run.folder,
        phrasingsPath,
        ownPhrasings,
        signal: abortSignalOf(token),
      }),
  );
  const uri = vscode.Uri.file(questionsPath);
  await showDataset(uri);
  void offerTraining(
    uri,
    vscode.l10n.t(
      '{0}. Training on them continues from the adapter of {1}.',
      inWords(focusInWords(questions, facts)),
      focus.run,
    ),
  );
  return uri;
}

async function offerTraining(questions: vscode.Uri, text: string): Promise<void> {
  const choice = await showInformation(text, vscode.l10n.t('Train'));
  if (choice === vscode.l10n.t('Train'))
    await vscode.commands.executeCommand('cricketLora.train', questions);
}
