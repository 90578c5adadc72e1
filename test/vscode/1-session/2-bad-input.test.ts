import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Tests } from '../index.ts';
import {
  closeEditors,
  generate,
  message,
  set,
  workspaceFolder,
  writeInWorkspace,
} from '../session.ts';

const command = (name: string, ...args: unknown[]) =>
  vscode.commands.executeCommand(`cricketLora.${name}`, ...args);

/** Generates from an unreadable table: the message names it, and nothing is written. */
async function refuses(
  name: string,
  content: string | Uint8Array,
  pattern: RegExp,
  button = 'Show Log',
) {
  const table = await writeInWorkspace(`bad/${name}.csv`, content);
  await command('generateDataset', table);
  const text = await message(pattern, { button });
  assert.match(text, new RegExp(`${name}\\.csv`));
  assert.ok(!existsSync(join(workspaceFolder(), `bad/${name}.dataset`)), 'nothing is written');
}

async function refusesToTrain(name: string, lines: readonly string[], pattern: RegExp) {
  const questions = await writeInWorkspace(`bad/${name}.dataset/questions.jsonl`, lines.join('\n'));
  await command('train', questions);
  await message(pattern);
  assert.ok(!existsSync(join(workspaceFolder(), '.cricket-lora')), 'no run is made');
  await vscode.workspace.fs.delete(vscode.Uri.joinPath(questions, '..'), { recursive: true });
}

const question = {
  id: 'x/runs/1',
  prompt: [{ role: 'user', content: 'How many Test runs did X make?' }],
  completion: [{ role: 'assistant', content: '11953' }],
  fact: 'x/runs',
  entity: 'X',
  statistic: 'runs',
  phrasing: 1,
  split: 'train',
  source: { row: 1, column: 'Runs' },
};
const line = (changes: object) => JSON.stringify({ ...question, ...changes });

export const tests: Tests = {
  'an empty table is refused by name': () => refuses('empty', '', /empty/i),

  'a table with a header only is refused by name': () =>
    refuses('header', 'Player,Runs\n', /row|player/i),

  'a table without an entity column is refused by name': () =>
    refuses('entity', 'Mat,Runs\n1,2\n3,4\n', /Player|entity|name/i, 'Choose Column…'),

  async 'a table that is not UTF-8 is read in its own encoding'() {
    const table = await writeInWorkspace(
      'bad/latin.csv',
      Buffer.from('Player,Runs\nJos\u00e9,12\n', 'latin1'),
    );
    const questions = await generate(table);
    assert.match(readFileSync(questions.fsPath, 'utf8'), /José/);
    await vscode.workspace.fs.delete(vscode.Uri.joinPath(questions, '..'), { recursive: true });
  },

  'an unclosed quote stops with the line where it opened': () =>
    refuses('quote', 'Player,Runs\nBC Lara,11953\n"SR Tendulkar,15921\n', /line 3/),

  async 'ragged rows and blank cells are listed and left out'() {
    const table = await writeInWorkspace(
      'bad/ragged.csv',
      'Player,Runs,HS\nBC Lara,11953,400*\nSR Tendulkar,15921\nR Dravid,-,270\n',
    );
    await command('generateDataset', table);
    await message(/left out/);
    const problems = vscode.languages
      .getDiagnostics(table)
      .map(({ range }) => range.start.line + 1);
    assert.deepEqual([...new Set(problems)].sort(), [3, 4]);
    await vscode.workspace.fs.delete(vscode.Uri.joinPath(table, '../ragged.dataset'), {
      recursive: true,
    });
    await closeEditors();
  },

  'a broken line of questions.jsonl is named, and no run is made': () =>
    refusesToTrain('broken', [line({}), '{"id": "x'], /line 2/i),

  'a question without an answer is named by its line': () =>
    refusesToTrain(
      'answerless',
      [line({}), line({ id: 'x/runs/2', completion: [{ role: 'assistant', content: '' }] })],
      /line 2/i,
    ),

  async 'a hyperparameter out of range is rejected by its setting'() {
    await set('recipe.rank', 100_000);
    const questions = await writeInWorkspace('bad/rank.dataset/questions.jsonl', line({}));
    await command('train', questions);
    await message(/cricketLora\.recipe\.rank/, { button: 'Open Settings' });
    await set('recipe.rank', undefined);
  },

  async 'a missing Python is reported with a remedy'() {
    const settings = vscode.workspace.getConfiguration('cricketLora');
    const python = settings.get('python');
    await settings.update('python', '/no/such/python', vscode.ConfigurationTarget.Global);
    const questions = vscode.Uri.file(join(workspaceFolder(), 'bad/rank.dataset/questions.jsonl'));
    await command('train', questions);
    await message(/\/no\/such\/python/, { button: 'Choose Interpreter…' });
    await settings.update('python', python, vscode.ConfigurationTarget.Global);
    await vscode.workspace.fs.delete(vscode.Uri.file(join(workspaceFolder(), 'bad')), {
      recursive: true,
    });
  },

  async 'without any dataset, Train explains what to do first'() {
    await closeEditors();
    await command('train');
    await message(/no dataset/i, { button: 'Generate and Train' });
  },

  async 'without data, each command explains why'() {
    await command('showEvaluation');
    await message(/Train one/);
    await command('evaluate');
    await message(/Train first/);
    await command('cancelTraining');
    await message(/no run is active/);
  },
};
