import { join } from 'node:path';
import { writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { localTargetName } from '../../core/target/targetSetting.ts';
import { embeddedBase } from '../../host/base/embeddedBase.ts';
import { readTextFile } from '../../host/files/readTextFile.ts';
import { isAsGenerated } from '../../host/dataset/isAsGenerated.ts';
import { datasetFolderOf } from '../../host/dataset/generateDataset.ts';
import { exists } from '../../host/files/exists.ts';
import { runInThread } from '../../host/threads/datasetThread.ts';
import { isTrustedFor } from '../common/trust.ts';
import { workspaceFolderOf } from '../common/workspaceFolder.ts';
import { prepareStart } from '../run/startOnTarget.ts';
import { trainOn } from '../run/train.ts';
import type { RunParts } from '../run/runParts.ts';
import { datasetRequest } from '../settings/datasetSettings.ts';
import type { EvaluationParts } from './showEvaluation.ts';

const tableName = 'ten_players.csv';
const players = 10;
/** Few, so that it is over soon: a number, a score that may be not out, and a span of years. */
const statistics = ['runs', 'highest-score', 'span'];
/**
 * For these ninety trained questions on the embedded base alone: everything is recalled after 8 to 9 epochs
 * (three seeds), where `recall` as it is takes 23.
 */
const recipe = {
  preset: 'recall',
  overrides: { rank: 32, learningRate: 0.004, warmupSteps: 5, batchSize: 16 },
};

/**
 * The command Try It: the whole job on ten players of the bundled table and the embedded base, whatever
 * base, target and recipe are set. Shows the run, and once it has answered its evaluation.
 *
 * @returns the run's folder, or undefined when a dialog was dismissed
 */
export async function tryIt(
  parts: RunParts & Pick<EvaluationParts, 'evaluationPanels'>,
): Promise<string | undefined> {
  if (!(await isTrustedFor(vscode.l10n.t('Try It')))) return undefined;
  const folder = await workspaceFolderOf();
  if (folder === undefined) return undefined;
  // Looking for Python takes as long as making the dataset.
  const where = prepareStart(localTargetName, parts);
  where.catch(() => undefined); // awaited by the training
  const questions = await datasetIn(folder.uri, parts.extensionPath);
  const chosen = { ...recipe, base: embeddedBase, target: localTargetName, where };
  const run = await trainOn(questions, parts, chosen);
  if (run === undefined) return undefined;
  showOnceEnded(run, parts);
  await vscode.commands.executeCommand('cricketLora.showRun', run);
  return run;
}

/** What is there already is kept: it may have been edited. */
async function datasetIn(folder: vscode.Uri, extensionPath: string): Promise<vscode.Uri> {
  const table = vscode.Uri.joinPath(folder, tableName);
  if (!(await exists(table.fsPath))) {
    const { text } = await readTextFile(join(extensionPath, 'data', 'test_batting.csv'));
    const lines = text.split('\n').slice(0, 1 + players);
    await writeFile(table.fsPath, `${lines.join('\n')}\n`, { flag: 'wx' });
  }
  const questions = join(datasetFolderOf(table.fsPath), 'questions.jsonl');
  if (!(await exists(questions)) || (await isAsGenerated(questions))) {
    const request = await datasetRequest(table, embeddedBase);
    await runInThread('generate', { ...request, options: { ...request.options, statistics } });
  }
  return vscode.Uri.file(questions);
}

/** The page loads while the model is still being asked, and reads the answers at the end. */
function showOnceEnded(
  folder: string,
  { runs, evaluationPanels }: Parameters<typeof tryIt>[0],
): void {
  const asked = runs.onDidChange(() => {
    if (runs.get(folder)?.state.phase !== 'predicting') return;
    asked.dispose();
    evaluationPanels.show(folder);
  });
  const ended = runs.onDidEnd((run) => {
    if (run.folder !== folder) return;
    asked.dispose();
    ended.dispose();
    if (run.state.status !== 'finished') return;
    evaluationPanels.opened(folder)?.readAnew();
    void vscode.commands.executeCommand('cricketLora.showEvaluation', folder);
  });
}
