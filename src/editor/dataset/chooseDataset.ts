import * as vscode from 'vscode';
import { counted } from '../common/counted.ts';
import { UserError } from '../../core/common/userError.ts';
import { fileInFront } from '../common/fileInFront.ts';
import { uriIn } from '../common/uriIn.ts';
import { findDatasets } from './findDatasets.ts';

/** What the picker says, and whether the dataset is wanted to train on it. */
interface Asked {
  readonly title: string;
  readonly placeHolder: string;
  readonly isTraining?: true;
}

/**
 * The questions.jsonl that a command means: the one it was called on (a file or a row of the sidebar), else
 * the open one, else the workspace's only one or the one that is picked. Saved, when it is open with
 * changes. Undefined when the picker is left.
 *
 * @throws UserError when there is none.
 */
export async function chooseDataset(
  from: unknown,
  asked: Asked = {
    title: vscode.l10n.t('Train'),
    placeHolder: vscode.l10n.t('Dataset to train on'),
    isTraining: true,
  },
): Promise<vscode.Uri | undefined> {
  const questions = uriIn(from) ?? openQuestions() ?? (await pickDataset(asked));
  const document = vscode.workspace.textDocuments.find(
    ({ uri }) => uri.toString() === questions?.toString(),
  );
  if (document?.isDirty && !(await document.save())) {
    throw new UserError(
      vscode.l10n.t('questions.jsonl could not be saved. Save it and try again.'),
    );
  }
  return questions;
}

function openQuestions(): vscode.Uri | undefined {
  const uri = fileInFront();
  const inRun = uri?.path.includes('/.cricket-lora/') ?? false;
  return !inRun && uri?.path.endsWith('/questions.jsonl') ? uri : undefined;
}

async function pickDataset(asked: Asked): Promise<vscode.Uri | undefined> {
  const datasets = await findDatasets();
  if (datasets.length === 0) {
    throw new UserError(
      vscode.l10n.t('There is no dataset yet. Open a table (CSV) and generate one.'),
      asked.isTraining ? 'generate and train' : 'generate dataset',
    );
  }
  if (datasets.length === 1) return datasets[0]?.uri;
  const picked = await vscode.window.showQuickPick(
    datasets.map(({ name, uri, questions }) => ({
      label: name,
      description: counted(questions, 'question'),
      detail: vscode.workspace.asRelativePath(uri),
      uri,
    })),
    asked,
  );
  return picked?.uri;
}
