import { inWords } from '../common/inWords.ts';
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { formatCount } from '../../core/common/formatNumbers.ts';
import { counted } from '../common/counted.ts';
import { UserError } from '../../core/common/userError.ts';
import { runInThread } from '../../host/threads/datasetThread.ts';
import { abortSignalOf } from '../common/abortSignal.ts';
import { reportProgress } from '../common/reportProgress.ts';
import { limitsFor } from '../problems/datasetProblems.ts';
import { showDataset } from './openDataset.ts';
import { showInformation, showWarning, withProgress } from '../common/say.ts';

/**
 * The command Import Questions: imports a JSONL or JSON as a dataset and shows it.
 *
 * @returns where the questions are, or undefined when the person left the picker
 */
export async function importQuestionsCommand(from: unknown): Promise<vscode.Uri | undefined> {
  const source = from instanceof vscode.Uri ? from : (openJsonl() ?? (await pickFile()));
  if (source === undefined) return undefined;
  const limits = await limitsFor(source);
  const { questionsPath, questions, problems, problemCount, warnings, warningCount } =
    await withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: vscode.l10n.t('Importing {0}', basename(source.path)),
        cancellable: true,
      },
      (progress, token) =>
        runInThread('import', {
          path: source.fsPath,
          ...limits,
          signal: abortSignalOf(token),
          onProgress: reportProgress(progress),
        }),
    );
  const uri = vscode.Uri.file(questionsPath);
  await showDataset(uri);
  const made = vscode.l10n.t('{0} of {1}.', counted(questions, 'question'), basename(source.path));
  const [first] = problems;
  const [odd] = warnings;
  const remarks = [
    ...(first === undefined
      ? []
      : [
          problemCount === 1
            ? vscode.l10n.t(
                '1 line was left out; line {0}: {1}.',
                first.line,
                inWords(first.message),
              )
            : vscode.l10n.t(
                '{0} lines were left out; line {1}: {2}.',
                formatCount(problemCount),
                first.line,
                inWords(first.message),
              ),
        ]),
    ...(odd === undefined
      ? []
      : [
          warningCount === 1
            ? vscode.l10n.t('1 thing looks wrong; line {0}: {1}.', odd.line, inWords(odd.message))
            : vscode.l10n.t(
                '{0} things look wrong; line {1}: {2}.',
                formatCount(warningCount),
                odd.line,
                inWords(odd.message),
              ),
        ]),
  ];
  if (remarks.length === 0) void showInformation(made);
  else void showWarning([made, ...remarks].join(' '));
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

async function pickFile(): Promise<vscode.Uri | undefined> {
  const exclude =
    '**/{node_modules,.cricket-lora,.venv,.vscode,package*.json,tsconfig*.json,*.meta.json}{,/**}';
  const all = await vscode.workspace.findFiles('**/*.{jsonl,json}', exclude, 200);
  const found = all.filter((uri) => uri.path.endsWith('.json') || isForeign(uri));
  if (found.length === 0) {
    throw new UserError(
      vscode.l10n.t(
        'The workspace holds no questions in JSON. Open a .jsonl file with a JSON object a line, or a .json file with a list of them: "messages", "conversations", "prompt" and "completion", "question" and "answer", or "instruction" and "output".',
      ),
    );
  }
  const items = found.map((uri) => ({ label: vscode.workspace.asRelativePath(uri), uri }));
  const picked = await vscode.window.showQuickPick(
    items.sort((a, b) => a.label.localeCompare(b.label)),
    {
      title: vscode.l10n.t('Import Questions'),
      placeHolder: vscode.l10n.t('File of questions and answers'),
    },
  );
  return picked?.uri;
}
