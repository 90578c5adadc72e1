import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import * as vscode from 'vscode';
import type { Question } from '../../src/core/dataset/question.ts';
import type { RunRequest, RunStatus } from '../../src/core/run/runRequest.ts';
import { attributes, texts } from './driver.ts';
import { presets } from '../../src/core/recipe/recipe.ts';

/** The open workspace folder. */
export const workspaceFolder = (): string => {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  if (folder === undefined) throw new Error('No folder is open.');
  return folder.uri.fsPath;
};

/** The bundled table in the tests' workspace. */
export const bundledTable = (): string =>
  readFileSync(join(workspaceFolder(), 'test_batting.csv'), 'utf8');

export async function writeInWorkspace(name: string, content: string | Uint8Array) {
  const path = join(workspaceFolder(), name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
  return vscode.Uri.file(path);
}

type Answer<T> = T | false | undefined;

/**
 * Polls until the result is truthy.
 *
 * @throws an error with `what` after `seconds`
 */
export async function until<T>(
  what: string,
  ask: () => Answer<T> | Promise<Answer<T>>,
  { seconds = 30 } = {},
): Promise<T> {
  const start = Date.now();
  const waited = (): number => Date.now() - start;
  let last: unknown;
  while (waited() < seconds * 1000) {
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== false) return answer;
      last = answer;
    } catch (error) {
      last = error;
    }
    // Less often when it takes long: polling uses as much of the machine as the work itself.
    const pause = Math.min(500, Math.max(100, waited() / 10));
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  const seen = last instanceof Error ? last.message : JSON.stringify(last);
  throw new Error(`not within ${seconds} s: ${what} (last: ${seen})`);
}

/** Texts of the notifications in the list. */
export async function messages(): Promise<string[]> {
  // Toasts go by themselves; the list keeps them.
  await vscode.commands.executeCommand('notifications.showList');
  return texts('.notifications-center .notification-list-item-message');
}

/**
 * Waits for a matching notification, then clears all.
 *
 * @param button one that it must have
 */
export async function message(
  pattern: RegExp,
  { seconds = 15, button }: { seconds?: number; button?: string } = {},
): Promise<string> {
  const found = await until(
    `a message like ${String(pattern)}`,
    async () => {
      const shown = await messages();
      const match = shown.find((text) => pattern.test(text));
      if (match === undefined) throw new Error(JSON.stringify(shown));
      const buttons = await texts('.notifications-center .notification-list-item .monaco-button');
      if (button !== undefined && !buttons.includes(button)) throw new Error(buttons.join());
      return match;
    },
    { seconds },
  );
  await clearMessages();
  return found;
}

export async function clearMessages() {
  await vscode.commands.executeCommand('notifications.clearAll');
  await vscode.commands.executeCommand('notifications.hideList');
}

/** Sets `cricketLora.NAME` for this workspace; undefined resets it. */
export const set = (name: string, value: unknown) =>
  vscode.workspace
    .getConfiguration('cricketLora')
    .update(name, value, vscode.ConfigurationTarget.Workspace);

export const closeEditors = () =>
  vscode.commands.executeCommand('workbench.action.closeAllEditors');

export const statusOf = (run: string): RunStatus =>
  JSON.parse(readFileSync(join(run, 'status.json'), 'utf8')) as RunStatus;

export const requestOf = (run: string): RunRequest =>
  JSON.parse(readFileSync(join(run, 'run.json'), 'utf8')) as RunRequest;

const runsFolder = (): string => join(workspaceFolder(), '.cricket-lora', 'runs');

/** Folders of this workspace's runs, the newest last. */
export const runFolders = (): string[] =>
  readdirSync(runsFolder())
    .sort()
    .map((name) => join(runsFolder(), name));

/** Where TensorBoard has a run. */
export const boardOf = (run: string): string =>
  join(workspaceFolder(), '.cricket-lora', 'tensorboard', basename(run));

/** Folder of the newest run that trained on a dataset. */
export function newestTraining(questions: vscode.Uri): string {
  const newest = runFolders().findLast((run) => {
    const { operation, questions: of } = requestOf(run);
    return operation === 'train' && of.source === questions.fsPath;
  });
  if (newest === undefined) throw new Error(`Nothing has been trained on ${questions.fsPath}.`);
  return newest;
}

/** A finished run with these outputs that was never trained. */
export function writeRun(
  questions: vscode.Uri,
  { id, outputFor }: { id: string; outputFor: (question: Question) => string },
): string {
  const folder = join(runsFolder(), id);
  mkdirSync(join(folder, 'adapter'), { recursive: true });
  const text = readFileSync(questions.fsPath, 'utf8');
  const asked = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Question);
  const write = (name: string, ...lines: object[]): void => {
    writeFileSync(join(folder, name), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  };
  writeFileSync(join(folder, 'questions.jsonl'), text);
  write('adapter/adapter_config.json', {});
  write('status.json', { v: 1, state: 'finished', pid: 1, processStart: '1', exit: 0 });
  write(
    'predictions.jsonl',
    { v: 1, base: 'b', adapter: 'adapter', dtype: 'fp32', batchSize: 1, questionsSha256: '' },
    ...asked.map((question) => ({
      id: question.id,
      output: outputFor(question),
      stopped: true,
      logprob: -0.5,
    })),
  );
  const time = '2030-01-01T00:00:00Z';
  const end = { reason: 'recalled', trainingSeconds: 1, seconds: 2 };
  write('events.jsonl', { v: 1, seq: 0, time, type: 'finished', ...end });
  write('run.json', {
    v: 1,
    id,
    created: time,
    operation: 'train',
    base: 'b',
    questions: { path: 'questions.jsonl', sha256: '0'.repeat(64), source: questions.fsPath },
    recipe: presets.recall,
    target: 'local',
    versions: {},
  });
  return folder;
}

/** Trains the dataset and returns its run folder. */
export async function train(questions: vscode.Uri): Promise<string> {
  const run = await vscode.commands.executeCommand<string | undefined>(
    'cricketLora.train',
    questions,
  );
  if (run === undefined) throw new Error(`No run was started: ${JSON.stringify(await messages())}`);
  return run;
}

export async function generate(table: vscode.Uri): Promise<vscode.Uri> {
  const questions = await vscode.commands.executeCommand<vscode.Uri | undefined>(
    'cricketLora.generateDataset',
    table,
  );
  if (questions === undefined) throw new Error(JSON.stringify(await messages()));
  await clearMessages();
  return questions;
}

/** Text of our status bar item. */
export const statusBar = async (): Promise<string | undefined> =>
  (await texts('.statusbar-item[id$="cricketLora.run"]'))[0]?.trim();

/** The view Tables and Runs. */
export const tablesPane = '.pane:has(.pane-header[aria-label^="Tables and Runs"])';

/** What a screen reader says of each run in the sidebar, in its order: `recall · few, finished, …`. */
export async function runLines(): Promise<string[]> {
  const labels = await attributes(`${tablesPane} .monaco-list-row`, 'aria-label');
  const isOfRun = /, (starting|running|finished|failed|cancelled), /;
  return labels.filter((label) => label !== null && isOfRun.test(label)) as string[];
}

const themes = {
  light: ['Default Light Modern', 'vs', 'vscode-light'],
  'high-contrast-light': ['Default High Contrast Light', 'hc-light', 'vscode-high-contrast-light'],
  'high-contrast': ['Default High Contrast', 'hc-black', 'vscode-high-contrast'],
  dark: ['Default Dark Modern', 'vs-dark', 'vscode-dark'],
} as const;
export type Theme = keyof typeof themes;
export const allThemes = Object.keys(themes) as Theme[];

/** Calls a function with a short name of the theme, in light and in dark. */
export const inBothThemes = (work: (theme: Theme) => Promise<unknown>) =>
  inThemes(['light', 'dark'], work);

export const inAllThemes = (work: (theme: Theme) => Promise<unknown>) => inThemes(allThemes, work);

export async function inThemes(names: readonly Theme[], work: (theme: Theme) => Promise<unknown>) {
  const workbench = vscode.workspace.getConfiguration('workbench');
  for (const name of names) {
    const [theme, inWorkbench, inPage] = themes[name];
    await workbench.update('colorTheme', theme, vscode.ConfigurationTarget.Global);
    await until(`the ${name} theme`, async () => {
      const [classes] = await attributes('.monaco-workbench', 'class');
      return classes?.split(' ').includes(inWorkbench);
    });
    await until('the theme in the open page, if any', async () => {
      const [classes] = await attributes('body', 'class', 'webview').catch(() => [inPage]);
      return classes?.split(' ').includes(inPage);
    });
    await work(name);
  }
}
