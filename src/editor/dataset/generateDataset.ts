import { inWords } from '../common/inWords.ts';
import { trainedIn } from '../../core/dataset/question.ts';
import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import { formatCount } from '../../core/common/formatNumbers.ts';
import { counted } from '../common/counted.ts';
import { readingInShort } from '../../core/dataset/readingSummary.ts';
import {
  datasetFolderOf,
  type GenerateRequest,
  type GeneratedDataset,
} from '../../host/dataset/generateDataset.ts';
import { runInThread } from '../../host/threads/datasetThread.ts';
import { isAsGenerated } from '../../host/dataset/isAsGenerated.ts';
import { abortSignalOf } from '../common/abortSignal.ts';
import { chooseTable } from './chooseTable.ts';
import type { DatasetProblems } from '../problems/datasetProblems.ts';
import { datasetRequest } from '../settings/datasetSettings.ts';
import { reportProgress } from '../common/reportProgress.ts';
import { showDataset } from './openDataset.ts';
import { showInformation, showWarning, withProgress } from '../common/say.ts';

export interface GenerateParts {
  readonly problems: DatasetProblems;
  /** Told when a dataset is there. */
  readonly onDidGenerate: (questions: vscode.Uri) => void;
}

/**
 * The command Generate Dataset: asks every fact of a table, writes the dataset beside it and shows it.
 *
 * @returns where the questions are, or undefined when the person left a question of ours
 */
export async function generateDatasetCommand(
  from: unknown,
  parts: GenerateParts,
): Promise<vscode.Uri | undefined> {
  const table = await chooseTable(from);
  if (table === undefined || !(await mayReplace(table.fsPath))) return undefined;
  const generated = await withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Asking the facts of {0}', basename(table.fsPath)),
      cancellable: true,
    },
    (progress, token) => {
      const report = reportProgress(progress);
      return generateDataset(table, parts, {
        signal: abortSignalOf(token),
        // Reading is half the way.
        onProgress: ({ phase, share }) => {
          report({ share: (phase === 'reading' ? share : 1 + share) / 2 });
        },
      });
    },
  );
  const questions = vscode.Uri.file(generated.questionsPath);
  await showDataset(questions);
  void tellWhatWasMade(generated, table);
  return questions;
}

/** Asks every fact of a table and writes the dataset beside it, replacing the one that is there. */
export async function generateDataset(
  table: vscode.Uri,
  { problems, onDidGenerate }: GenerateParts,
  following: Pick<GenerateRequest, 'signal' | 'onProgress'>,
): Promise<GeneratedDataset> {
  const generated = await runInThread('generate', {
    ...(await datasetRequest(table)),
    ...following,
  });
  const questions = vscode.Uri.file(generated.questionsPath);
  problems.ofTable(table, generated.dataset.meta);
  problems.clear(questions);
  onDidGenerate(questions);
  return generated;
}

/** Questions that were edited by hand are replaced only after a yes. */
async function mayReplace(tablePath: string): Promise<boolean> {
  if (!(await isEditedByHand(tablePath))) return true;
  const folder = datasetFolderOf(tablePath);
  const replace = vscode.l10n.t('Replace');
  const choice = await showWarning(
    vscode.l10n.t(
      'Replace {0}/questions.jsonl? It has been changed since it was generated.',
      basename(folder),
    ),
    { modal: true },
    replace,
  );
  return choice === replace;
}

/** True when a table's dataset is no longer as it was generated. */
export async function isEditedByHand(tablePath: string): Promise<boolean> {
  const path = join(datasetFolderOf(tablePath), 'questions.jsonl');
  try {
    await stat(path);
  } catch {
    return false;
  }
  // Unknown without a readable questions.meta.json: ask.
  return !(await isAsGenerated(path));
}

async function tellWhatWasMade(generated: GeneratedDataset, table: vscode.Uri): Promise<void> {
  const { said, remarks } = madeInWords(generated);
  const showProblems = vscode.l10n.t('Show Problems');
  const choice =
    remarks.length === 0
      ? await showInformation(said, vscode.l10n.t('Train'))
      : await showWarning(
          vscode.l10n.t('{0} In {1} {2}.', said, basename(table.fsPath), remarks.join('; ')),
          vscode.l10n.t('Train'),
          showProblems,
        );
  if (choice === vscode.l10n.t('Train')) {
    await vscode.commands.executeCommand(
      'cricketLora.train',
      vscode.Uri.file(generated.questionsPath),
    );
  }
  if (choice === showProblems) {
    await vscode.window.showTextDocument(table);
    await vscode.commands.executeCommand('workbench.actions.view.problems');
  }
}

/** What was generated, and what is to be looked at in its table. */
export function madeInWords({ dataset }: GeneratedDataset): { said: string; remarks: string[] } {
  const { counts, skipped, warnings, reading } = dataset.meta;
  const trained = trainedIn(counts.splits);
  const heldBack = counts.questions - trained;
  const made = vscode.l10n.t(
    '{0} about {1} of {2}: {3} to train on, {4} kept back.',
    counted(counts.questions, 'question'),
    counted(counts.facts, 'fact'),
    counted(counts.entities, reading.about.domain === 'cricket' ? 'player' : 'row'),
    formatCount(trained),
    formatCount(heldBack),
  );
  return {
    said: `${made} ${inWords(readingInShort(reading))}`,
    remarks: [
      ...(skipped.length > 0
        ? [vscode.l10n.t('rows or cells were left out: {0}', formatCount(skipped.length))]
        : []),
      ...(warnings.length > 0
        ? [vscode.l10n.t('things look wrong: {0}', formatCount(warnings.length))]
        : []),
    ],
  };
}
