import * as vscode from 'vscode';
import type { Answers } from '../core/answerRequest.ts';
import type { AskRequests } from '../core/askMessages.ts';
import { UserError } from '../core/userError.ts';
import { AskModel } from '../host/askModel.ts';
import { exportedPrecisions } from '../host/exportModel.ts';
import { chooseRun } from './chooseRun.ts';
import { servePage } from './pagePanel.ts';
import type { RunParts } from './runParts.ts';
import { runLabel } from './runTexts.ts';

/** Questions of the dataset that are offered. */
const suggestionCount = 200;

/** The command Ask the Model: type a question and see what base and adapter answer, token by token. */
export async function askTheModel(
  from: unknown,
  parts: RunParts & { readonly extensionUri: vscode.Uri },
  onBug: (error: unknown) => void,
): Promise<void> {
  const run = await chooseRun(parts.runs, from, {
    title: 'Ask the Model',
    fits: ({ folder }) => exportedPrecisions(folder).length > 0,
    otherwise: new UserError(
      'No run is exported yet. Choose Export Model first: the model then answers here in the editor.',
    ),
  });
  if (run === undefined) return;
  const model = new AskModel(run.folder);
  const panel = vscode.window.createWebviewPanel(
    'cricketLora.ask',
    'Ask the Model',
    vscode.ViewColumn.Active,
    { retainContextWhenHidden: true },
  );
  panel.iconPath = new vscode.ThemeIcon('comment-discussion');
  const answers: Answers<AskRequests> = {
    open: async () => ({
      runFolder: run.folder,
      title: `${runLabel(run.request)}, ${run.request.id}`,
      suggestions: await model.suggestions(suggestionCount),
    }),
    ask: ({ question }) => model.ask(question),
  };
  const never = new vscode.EventEmitter<undefined>();
  panel.onDidDispose(() => {
    model.dispose();
    never.dispose();
  });
  servePage(panel, parts.extensionUri, {
    name: 'ask',
    title: `Ask: ${run.request.id}`,
    answers,
    onDidChange: never.event,
    onBug,
  });
}
