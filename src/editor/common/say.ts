import * as vscode from 'vscode';
import { plainText } from '../../core/common/plainText.ts';

/**
 * The one way to notifications, boxes and their titles: whatever text reaches them, links and commands in it
 * are text. Lint closes the others.
 */

export const showInformation = (
  message: string,
  ...buttons: readonly string[]
): Thenable<string | undefined> =>
  vscode.window.showInformationMessage(plainText(message), ...buttons.map(label));

export function showWarning(
  message: string,
  ...rest: readonly [vscode.MessageOptions, ...string[]] | readonly string[]
): Thenable<string | undefined> {
  const [first, ...others] = rest;
  if (typeof first !== 'object') {
    return vscode.window.showWarningMessage(plainText(message), ...(rest as string[]).map(label));
  }
  const { detail, ...options } = first;
  return vscode.window.showWarningMessage(
    plainText(message),
    { ...options, ...(detail !== undefined && { detail: plainText(detail, 4000) }) },
    ...(others as string[]).map(label),
  );
}

export const showProblem = (
  message: string,
  ...buttons: readonly string[]
): Thenable<string | undefined> =>
  vscode.window.showErrorMessage(plainText(message), ...buttons.map(label));

export const askFor = ({
  title,
  prompt,
  placeHolder,
  ...options
}: vscode.InputBoxOptions): Thenable<string | undefined> =>
  vscode.window.showInputBox({
    ...options,
    ...(title !== undefined && { title: plainText(title, 200) }),
    ...(prompt !== undefined && { prompt: plainText(prompt) }),
    ...(placeHolder !== undefined && { placeHolder: plainText(placeHolder, 200) }),
  });

type Step =
  Parameters<Parameters<typeof vscode.window.withProgress>[1]>[0] extends vscode.Progress<
    infer Value
  >
    ? Value
    : never;

/** Progress with a title; what is reported is text, too. */
export const withProgress = <Result>(
  options: vscode.ProgressOptions,
  task: (progress: vscode.Progress<Step>, token: vscode.CancellationToken) => Thenable<Result>,
): Thenable<Result> =>
  vscode.window.withProgress(
    { ...options, ...(options.title !== undefined && { title: plainText(options.title, 200) }) },
    (progress, token) =>
      task(
        {
          report: ({ message, ...step }) => {
            progress.report({
              ...step,
              ...(message !== undefined && { message: plainText(message, 200) }),
            });
          },
        },
        token,
      ),
  );

/** Of tabs and of the status bar. */
export const label = (text: string): string => plainText(text, 200);
