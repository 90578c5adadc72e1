import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { attributes, doubleClick, texts } from '../driver.ts';
import type { Tests } from '../index.ts';
import {
  bundledTable,
  clearMessages,
  closeEditors,
  generate,
  newestTraining,
  runLines,
  set,
  statusOf,
  tablesPane,
  train,
  until,
  workspaceFolder,
  writeInWorkspace,
} from '../session.ts';
import { look } from '../tour.ts';

const open = (command: string, ...what: unknown[]) =>
  vscode.commands.executeCommand(`cricketLora.${command}`, ...what);

interface Seen {
  readonly table: vscode.Uri;
  readonly questions: vscode.Uri;
  readonly run: string;
  /** Folder of the experiment. */
  readonly experiment: string;
}

/** What the tests before have left; where they did not run, it is made. */
async function makeAll(): Promise<Seen> {
  const table = join(workspaceFolder(), 'few.csv');
  const questions = vscode.Uri.file(join(workspaceFolder(), 'few.dataset', 'questions.jsonl'));
  if (!existsSync(questions.fsPath)) {
    const players = bundledTable().split('\n').slice(0, 9).join('\n');
    await set('dataset.statistics', ['runs', 'highest-score', 'span']);
    await generate(await writeInWorkspace('few.csv', `${players}\n`));
    await set('dataset.statistics', undefined);
    // One that recalls all, and one that was stopped before it did.
    for (const epochs of [undefined, 7]) {
      await set('recipe.epochs', epochs);
      const run = await train(questions);
      await until('the run to end', () => statusOf(run).state !== 'running', { seconds: 200 });
    }
    await set('recipe.epochs', undefined);
  }
  const experiment = join(workspaceFolder(), '.cricket-lora', 'experiments', 'capacity');
  if (!existsSync(join(experiment, 'queue.json'))) await runExperiment(experiment);
  await clearMessages();
  return { table: vscode.Uri.file(table), questions, run: newestTraining(questions), experiment };
}

async function runExperiment(folder: string): Promise<void> {
  const players = bundledTable().split('\n').slice(0, 4).join('\n');
  await writeInWorkspace('three.csv', `${players}\n`);
  const file = await writeInWorkspace(
    join('.cricket-lora', 'experiments', 'capacity', 'experiment.json'),
    JSON.stringify({
      ...{ v: 1, name: 'Capacity', table: 'three.csv', base: 'embedded', seeds: 1 },
      ...{ recipe: { rank: [4, 16], epochs: [1, 6] }, targets: ['local'] },
    }),
  );
  await open('runExperiment', file);
  await until(
    `the runs of ${folder}`,
    async () =>
      (await texts('[role=status]', 'webview')).some((text) => text.includes('4 of 4 runs')),
    { seconds: 200 },
  );
  await closeEditors();
}

/** The border between the sidebar and the editors. */
const sash = '.monaco-grid-view .monaco-sash.vertical:not(.disabled)';

/** As wide as it is at first: a narrow window, in which it cannot be moved, leaves it narrow. */
async function widen(): Promise<void> {
  if ((await attributes(sash, 'class')).length > 0) await doubleClick(sash);
}

let all: Promise<Seen> | undefined;

/** A test of one screen; `ready` is in its page once it is drawn. */
const screen =
  (name: string, ready: string, show: (seen: Seen) => Thenable<unknown>) => async () => {
    const seen = await (all ??= makeAll());
    await closeEditors();
    await vscode.commands.executeCommand('workbench.action.closeSidebar');
    await vscode.commands.executeCommand('workbench.action.closePanel');
    await show(seen);
    await until(`the ${name}`, async () => (await texts(ready, 'webview')).length > 0);
    await clearMessages();
    await look(name, { within: 'webview' });
    await closeEditors();
  };

export const tests: Tests = {
  'the tour: preview': screen('preview', '.reading li', ({ table }) =>
    open('previewDataset', table),
  ),
  'the tour: dataset': screen('dataset', '.row:not([aria-busy])', ({ questions }) =>
    open('openAsTable', questions),
  ),
  'the tour: run': screen('run', '.run-page', ({ run }) => open('showRun', run)),
  'the tour: evaluation': screen('evaluation', '.row:not([aria-busy])', ({ run }) =>
    open('showEvaluation', run),
  ),
  'the tour: runs': screen('runs', 'tbody tr', () => open('showRuns')),
  'the tour: experiment': screen('experiment', '.matrix .cell', ({ experiment }) =>
    open('showExperiment', vscode.Uri.file(experiment)),
  ),
  async 'the tour: sidebar'() {
    const { run } = await (all ??= makeAll());
    await open('showRun', run);
    await vscode.commands.executeCommand('workbench.action.closePanel');
    await vscode.commands.executeCommand('workbench.view.extension.cricketLora');
    await until('runs', async () => (await runLines()).length > 0);
    await clearMessages();
    await look('sidebar', { within: 'workbench', sized: widen });
    assert.ok((await texts(`${tablesPane} .monaco-list-row`)).length > 2);
  },
};
