import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { leaveDialog } from './dialogs.ts';
import { clearMessages, messages, workspaceFolder, writeInWorkspace, writeRun } from './session.ts';

/** What commands are called with: things of a folder that came from elsewhere. */
export interface Foreign {
  readonly table: vscode.Uri;
  /** Without anything to train on. */
  readonly questions: vscode.Uri;
  /** A finished run with an adapter that this machine did not make. */
  readonly run: string;
  readonly jsonl: vscode.Uri;
}

interface Row {
  readonly with?: (foreign: Foreign) => unknown;
  /** What it does in Restricted Mode; in a trusted folder all commands work. */
  readonly restricted: 'works' | 'refused';
}

const works = 'works';
const refused = 'refused';
const run = ({ run: folder }: Foreign): string => folder;

/** Every command: what only shows or writes datasets works anywhere, what starts or connects does not. */
export const commandTable: Readonly<Record<string, Row>> = {
  'cricketLora.generateDataset': { with: ({ table }) => table, restricted: works },
  'cricketLora.previewDataset': { with: ({ table }) => table, restricted: works },
  'cricketLora.importQuestions': { with: ({ jsonl }) => jsonl, restricted: works },
  'cricketLora.exportDataset': { with: ({ questions }) => questions, restricted: works },
  'cricketLora.addSampleTable': { restricted: works },
  'cricketLora.train': { with: ({ questions }) => questions, restricted: refused },
  'cricketLora.preflight': { with: ({ questions }) => questions, restricted: refused },
  'cricketLora.cancelTraining': { with: run, restricted: refused },
  'cricketLora.adoptRun': { with: run, restricted: refused },
  'cricketLora.resumeTraining': { with: run, restricted: refused },
  'cricketLora.evaluate': { with: run, restricted: refused },
  'cricketLora.evaluateBase': { with: run, restricted: refused },
  'cricketLora.evaluateWithLookUp': { with: run, restricted: refused },
  'cricketLora.evaluateOnDataset': { with: run, restricted: refused },
  'cricketLora.showEvaluation': { with: run, restricted: works },
  'cricketLora.compareEvaluations': { with: run, restricted: works },
  'cricketLora.focusOnFailedFacts': { with: run, restricted: refused },
  'cricketLora.showRun': { with: run, restricted: works },
  'cricketLora.showRuns': { restricted: works },
  'cricketLora.exportModel': { with: run, restricted: refused },
  'cricketLora.exportNotebook': { with: ({ questions }) => questions, restricted: refused },
  'cricketLora.pushToHub': { with: run, restricted: refused },
  'cricketLora.runInOllama': { with: run, restricted: refused },
  'cricketLora.importRun': { with: ({ jsonl }) => jsonl, restricted: refused },
  // Its page opens; what is typed there is refused.
  'cricketLora.askTheModel': { with: run, restricted: works },
  'cricketLora.openRunFolder': { with: run, restricted: works },
  'cricketLora.setUpTrainer': { restricted: refused },
  'cricketLora.removeInstalled': { restricted: works },
  'cricketLora.chooseTarget': { restricted: works },
  'cricketLora.checkTarget': { restricted: refused },
  'cricketLora.cleanUpTarget': { restricted: refused },
  'cricketLora.signIn': { with: run, restricted: refused },
  'cricketLora.showLog': { with: run, restricted: works },
  'cricketLora.openRecipeSettings': { restricted: works },
  'cricketLora.openWalkthrough': { restricted: works },
  'cricketLora.newExperiment': { with: ({ table }) => table, restricted: works },
  'cricketLora.runExperiment': { with: run, restricted: refused },
  'cricketLora.pauseExperiment': { with: run, restricted: refused },
  'cricketLora.cancelExperiment': { with: run, restricted: refused },
  // Its page opens, and says that there is no experiment.
  'cricketLora.showExperiment': { with: run, restricted: works },
  // Of the row that a menu of the evaluation's grid belongs to: without one they do nothing.
  'cricketLora.openCell': { restricted: works },
  'cricketLora.openQuestion': { restricted: works },
  'cricketLora.askQuestion': { restricted: works },
  'cricketLora.editQuestions': { restricted: works },
  'cricketLora.renameRun': { with: run, restricted: refused },
  'cricketLora.openNotes': { with: run, restricted: refused },
  'cricketLora.deleteRun': { with: run, restricted: refused },
  'cricketLora.tryIt': { restricted: refused },
  'cricketLora.openAsTable': { with: ({ questions }) => questions, restricted: works },
  'cricketLora.openAsText': { with: ({ questions }) => questions, restricted: works },
};

/** The table has a row for each command of the manifest. */
export function assertComplete(): void {
  const { contributes } = vscode.extensions.getExtension('cricket-lora.cricket-lora')
    ?.packageJSON as { contributes: { commands: readonly { command: string }[] } };
  assert.deepEqual(
    contributes.commands.map(({ command }) => command).sort(),
    Object.keys(commandTable).sort(),
  );
}

/** Writes what a cloned folder might hold. */
export async function writeForeign(name: string): Promise<Foreign> {
  const table = await writeInWorkspace(join(name, 'table.csv'), 'Player,Runs\nA,1\nB,2\nC,3\n');
  const line = (id: string, more: object): string =>
    `${JSON.stringify({
      ...{ id, fact: id, entity: 'A', statistic: 'runs', phrasing: 1, split: 'fact' },
      source: { row: 1, column: 'Runs' },
      prompt: [{ role: 'user', content: `Runs of A, ${id}?` }],
      completion: [{ role: 'assistant', content: '1' }],
      ...more,
    })}\n`;
  const questions = await writeInWorkspace(
    join(name, 'held.dataset', 'questions.jsonl'),
    line('a', {}) + line('b', {}),
  );
  const jsonl = await writeInWorkspace(
    join(name, 'own.jsonl'),
    '{"prompt":"A?","completion":"1"}\n',
  );
  mkdirSync(join(workspaceFolder(), '.cricket-lora', 'runs'), { recursive: true });
  const outputFor = (): string => '2';
  writeRun(questions, { id: `${name}-other`, outputFor });
  return { table, questions, jsonl, run: writeRun(questions, { id: name, outputFor }) };
}

/** Calls a command and leaves whatever it asks; `refused` when it said that the folder is not trusted. */
export async function outcomeOf(command: string, foreign: Foreign): Promise<Row['restricted']> {
  await clearMessages();
  const argument = commandTable[command]?.with?.(foreign);
  const going = Promise.resolve(vscode.commands.executeCommand(command, argument));
  const settled = going.then(() => true);
  const soon = () => new Promise<false>((resolve) => setTimeout(resolve, 100, false));
  let outcome: Row['restricted'] = works;
  // Once more after its end, for what is said without being waited for.
  for (let left = 1; left >= 0; left -= Number(await Promise.race([settled, soon()]))) {
    const said = await messages();
    if (said.some((text) => text.includes('the folder is not trusted'))) outcome = refused;
    await leaveDialog();
    await clearMessages();
    await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
  }
  return outcome;
}
