import { basename } from 'node:path';
import * as vscode from 'vscode';
import { pluralize } from '../../core/common/formatNumbers.ts';
import { UserError } from '../../core/common/userError.ts';
import { runInThread } from '../../host/threads/datasetThread.ts';
import { abortSignalOf } from '../common/abortSignal.ts';
import { reportProgress } from '../common/reportProgress.ts';
import { showQuestions } from './showQuestions.ts';
import { showInformation, showWarning, withProgress } from '../common/say.ts';

/**
 * The command Import Questions: imports a JSONL as a dataset and shows it.
 *
 * @returns where the questions are, or undefined when the person left the picker
 */
export async function importQuestionsCommand(from: unknown): Promise<vscode.Uri | undefined> {
  const source = from instanceof vscode.Uri ? from : (openJsonl() ?? (await pickJsonl()));
  if (source === undefined) return undefined;
  const { questionsPath, questions, problems, problemCount } = await withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: `Importing ${basename(source.path)}`,
      cancellable: true,
    },
    (progress, token) =>
      runInThread('import', {
        path: source.fsPath,
        signal: abortSignalOf(token),
        onProgress: reportProgress(progress),
      }),
  );
  const uri = vscode.Uri.file(questionsPath);
  await showQuestions(uri);
  const made = `${pluralize(questions, 'question')} of ${basename(source.path)}.`;
  const [first] = problems;
  if (first === undefined) void showInformation(made);
  else {
    void showWarning(
      `${made} ${pluralize(problemCount, 'line was', 'lines were')} left out; line ${first.line}: ${first.message}.`,
    );
  }
  return uri;
}

function openJsonl(): vscode.Uri | undefined {
  const uri = vscode.window.activeTextEditor?.document.uri;
  return uri?.scheme === 'file' && isForeign(uri) ? uri : undefined;
}

const isForeign = ({ path }: vscode.Uri): boolean =>
  path.endsWith('.jsonl') &&
  !path.endsWith('/questions.jsonl') &&
  !path.includes('/.cricket-lora/');

async function pickJsonl(): Promise<vscode.Uri | undefined> {
  const exclude = '**/{node_modules,.cricket-lora,.venv}/**';
  const found = (await vscode.workspace.findFiles('**/*.jsonl', exclude, 200)).filter(isForeign);
  if (found.length === 0) {
    throw new UserError(
      'The workspace holds no JSONL of questions. Open one with a JSON object a line: "messages", or "prompt" and "completion".',
    );
  }
  const items = found.map((uri) => ({ label: vscode.workspace.asRelativePath(uri), uri }));
  const picked = await vscode.window.showQuickPick(
    items.sort((a, b) => a.label.localeCompare(b.label)),
    { title: 'Import Questions', placeHolder: 'File of questions and answers' },
  );
  return picked?.uri;
}
