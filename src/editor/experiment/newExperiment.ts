import { counted } from '../common/counted.ts';
import { inWords } from '../common/inWords.ts';
import { extname } from 'node:path';
import * as vscode from 'vscode';
import { costInWords } from '../../core/experiment/cost.ts';
import {
  experimentOf,
  needsTable,
  templateNames,
  templateQuestion,
  type TemplateName,
} from '../../core/experiment/templates.ts';
import { UserError } from '../../core/common/userError.ts';
import { localTargetName } from '../../core/target/targetSetting.ts';
import { embeddedBase } from '../../host/base/embeddedBase.ts';
import { createExperiment, openExperiment } from '../../host/experiment/experimentFolder.ts';
import { measureCost } from '../../host/experiment/measureCost.ts';
import { placesOf } from '../../host/experiment/places.ts';
import { sizeOfTable } from '../../host/experiment/sizeOfTable.ts';
import { Connections } from '../../host/shell/connections.ts';
import { abortSignalOf } from '../common/abortSignal.ts';
import { showInformation, withProgress } from '../common/say.ts';
import { workspaceFolderOf } from '../common/workspaceFolder.ts';
import { chooseDataset } from '../dataset/chooseDataset.ts';
import { chooseTable } from '../dataset/chooseTable.ts';
import { readSettings } from '../settings/settings.ts';
import { choosePython } from '../target/choosePython.ts';
import type { ExperimentParts } from './controlExperiment.ts';

/**
 * The command New Experiment: from a template on a table, with what it will take by preflight, to its
 * experiment.json, which may be edited before it is run.
 *
 * @returns the experiment.json, or undefined when a dialog was left
 */
export async function newExperiment(
  from: unknown,
  parts: ExperimentParts,
): Promise<vscode.Uri | undefined> {
  const name = await chooseTemplate();
  if (name === undefined) return undefined;
  const isQuestions = from instanceof vscode.Uri && extname(from.path) === '.jsonl';
  const source =
    isQuestions && !needsTable(name)
      ? await chooseDataset(from, {
          title: vscode.l10n.t('New Experiment'),
          placeHolder: vscode.l10n.t('Dataset to train on'),
        })
      : await chooseTable(isQuestions ? undefined : from);
  const folder = source && (await workspaceFolderOf(source));
  if (source === undefined || folder === undefined) return undefined;
  const path = vscode.workspace.asRelativePath(source, false);
  if (vscode.workspace.getWorkspaceFolder(source) !== folder) {
    throw new UserError(
      vscode.l10n.t(
        '{0} is not in the folder that would hold the experiment. Copy it there.',
        path,
      ),
    );
  }
  const { base, target } = readSettings(source);
  const content = experimentOf(name, {
    source: extname(path) === '.jsonl' ? { questions: path } : { table: path },
    base: base === '' ? embeddedBase : base,
    targets: [target],
    ...(name === 'Table size' && { rows: await sizeOfTable(source.fsPath) }),
  });
  const file = await createExperiment(folder.uri.fsPath, content);
  parts.experiments.refresh();
  const uri = vscode.Uri.file(file);
  await vscode.window.showTextDocument(uri);
  void offerRun(file, target, parts);
  return uri;
}

async function chooseTemplate(): Promise<TemplateName | undefined> {
  const items = templateNames.map((label) => ({ label, detail: inWords(templateQuestion(label)) }));
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('New Experiment'),
    placeHolder: vscode.l10n.t('What to find out'),
  });
  return picked?.label;
}

/** Says what it would take, where that can be measured here, and offers to run it. */
async function offerRun(file: string, target: string, parts: ExperimentParts): Promise<void> {
  const run = vscode.l10n.t('Run Experiment');
  try {
    const said =
      vscode.workspace.isTrusted && target === localTargetName
        ? await measured(file, parts)
        : vscode.l10n.t('{0}.', counted((await openExperiment(file)).grid.points.length, 'run'));
    if (said === undefined) return;
    if ((await showInformation(said, run)) === run) {
      await vscode.commands.executeCommand('cricketLora.runExperiment', vscode.Uri.file(file));
    }
  } catch (error) {
    parts.log.warn(error instanceof Error ? error.message : String(error));
    if (error instanceof UserError)
      void showInformation(vscode.l10n.t('It could not be measured: {0}', inWords(error.text)));
  }
}

async function measured(file: string, parts: ExperimentParts): Promise<string | undefined> {
  const open = await openExperiment(file);
  const { path: python } = await choosePython(parts);
  const connections = new Connections();
  const places = placesOf([localTargetName], { python, targets: {} }, { connections, ...open });
  return withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Measuring what {0} will take', open.experiment.name),
      cancellable: true,
    },
    async (_, token) => {
      const signal = abortSignalOf(token);
      try {
        return inWords(costInWords(await measureCost(open, places, signal)));
      } catch (error) {
        if (signal.aborted) return undefined;
        throw error;
      } finally {
        connections.dispose();
      }
    },
  );
}
