import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import * as vscode from 'vscode';
import { answerDialog } from '../dialogs.ts';
import { click, isOrdinary, press, texts, type } from '../driver.ts';
import type { Tests } from '../index.ts';
import {
  closeEditors,
  generate,
  message,
  runLines,
  until,
  workspaceFolder,
  writeInWorkspace,
  writeRun,
} from '../session.ts';

const ids = ['20300108-000000-recall', '20300109-000000-recall'] as const;
let runs: readonly string[] = [];

const standIns = (): string => join(workspaceFolder(), 'stand-ins');
const logOf = (name: string): string => {
  const log = join(standIns(), `${name}.log`);
  return existsSync(log) ? readFileSync(log, 'utf8') : '';
};

/** A program that logs its arguments. */
function writeStandIn(name: string, script = ''): string {
  mkdirSync(standIns(), { recursive: true });
  const path = join(standIns(), name);
  const log = `echo "$*" >>'${join(standIns(), `${name}.log`)}'`;
  writeFileSync(path, `#!/bin/sh\n${log}\n${script}\n`, { mode: 0o755 });
  return path;
}

const rowsOf = (): Promise<string[]> =>
  texts('.quick-input-widget .monaco-list-row .quick-input-list-label');
const titleOf = async (): Promise<string> =>
  (await texts('.quick-input-widget .quick-input-title')).join('');

const opened = (title: string): Promise<boolean> =>
  until(`the picker ${title}`, async () => (await titleOf()).includes(title));

/** Leaves the picker that is open, and waits until its command has ended. */
async function cancel(command: Thenable<unknown>): Promise<void> {
  await press('Escape');
  await command;
}

const setPython = (path: string): Thenable<void> =>
  vscode.workspace
    .getConfiguration('cricketLora')
    .update('python', path, vscode.ConfigurationTarget.Global);

/** Sets a variable of the extension host, which is this process. */
async function withVariable(
  name: 'PATH' | 'CRICKET_LORA_CACHE',
  value: string,
  act: () => Promise<void>,
): Promise<void> {
  const before = process.env[name];
  process.env[name] = value;
  try {
    await act();
  } finally {
    if (before === undefined) Reflect.deleteProperty(process.env, name);
    else process.env[name] = before;
  }
}

export const tests: Tests = {
  async 'pickers: Remove What Was Installed keeps all when left, and removes what stays ticked'() {
    const cache = join(workspaceFolder(), 'cache');
    const kept = join(cache, 'rehearsal');
    await withVariable('CRICKET_LORA_CACHE', cache, async () => {
      mkdirSync(kept, { recursive: true });
      writeFileSync(join(kept, 'answers.jsonl'), 'x'.repeat(2000));
      const command = 'cricketLora.removeInstalled';
      const left = vscode.commands.executeCommand(command);
      await opened('Remove What Was Installed');
      assert.ok((await rowsOf()).some((row) => row.includes('Answers of bases')));
      await cancel(left);
      assert.ok(existsSync(kept));

      const removing = vscode.commands.executeCommand(command);
      await opened('Remove What Was Installed');
      // All are ticked: the trainer's own environment is for later tests.
      for (const row of await rowsOf())
        if (!row.includes('Answers of bases'))
          await click(`.quick-input-widget .monaco-list-row:has-text("${row}")`);
      await until('one to be ticked', async () =>
        (await texts('.quick-input-widget .quick-input-count')).join().startsWith('1 '),
      );
      await press('Enter');
      await removing;
      assert.equal(existsSync(kept), false);
      await message(/Removed: 2\.0 kB\./);
    });
    rmSync(cache, { recursive: true, force: true });
  },

  async 'pickers: Run in Ollama offers runs with a GGUF, and takes the chosen one'() {
    const table = await writeInWorkspace('picked.csv', 'Player,Runs\nAA Ash,8000\nBB Elm,7000\n');
    const questions = await generate(table);
    runs = ids.map((id) =>
      writeRun(questions, { id, outputFor: ({ completion }) => completion[0].content }),
    );
    for (const run of runs) {
      for (const folder of ['gguf', 'merged']) mkdirSync(join(run, folder));
      writeFileSync(join(run, 'gguf', 'Modelfile'), 'FROM ./model-f16.gguf\n');
    }
    await closeEditors();
    await vscode.commands.executeCommand('workbench.view.extension.cricketLora');
    await until('the runs', async () => (await runLines()).some((line) => line.includes('picked')));
    const ollama = writeStandIn('ollama');
    await withVariable('PATH', [standIns(), process.env.PATH].join(delimiter), async () => {
      const command = 'cricketLora.runInOllama';
      const left = vscode.commands.executeCommand(command);
      await opened('Run in Ollama');
      assert.equal((await rowsOf()).length, 2);
      await cancel(left);
      assert.equal(logOf('ollama'), '');
      if (!(await isOrdinary())) return;
      const running = vscode.commands.executeCommand(command);
      await opened('Run in Ollama');
      await click(`.quick-input-widget .monaco-list-row:has-text("${ids[0]}")`);
      await answerDialog(/came with the folder/, 'Adopt Run');
      await running;
      const name = `cricket-${ids[0]}`;
      assert.equal(logOf('ollama').split('\n')[0], `create ${name} -f Modelfile`);
      const terminal = vscode.window.terminals.find((one) => one.name === name);
      const { shellPath, shellArgs } = terminal?.creationOptions as vscode.TerminalOptions;
      assert.deepEqual([shellPath, shellArgs], [ollama, ['run', name]]);
      terminal?.dispose();
    });
  },

  async 'pickers: Push to Hub offers what there is, and pushes the chosen after a yes'() {
    const python = vscode.workspace.getConfiguration('cricketLora').get('python', '');
    // It says that it is the interpreter, which would be called directly else.
    const pushes = `case "$*" in
*--dry-run) echo '{"file":"README.md","bytes":9000}' ;;
*cricket_lora.push*) echo '{"pushed":"https://hub/me/model"}' ;;
*) '${python}' "$@" | sed "s#\\"path\\": \\"[^\\"]*#\\"path\\": \\"$0#" ;;
esac`;
    const [run] = runs;
    if (!(await isOrdinary())) return;
    await setPython(writeStandIn('python', pushes));
    try {
      const command = 'cricketLora.pushToHub';
      const left = vscode.commands.executeCommand(command, run);
      await opened('Push to Hub');
      assert.deepEqual(
        (await rowsOf()).map((row) => /^(adapter|merged|gguf)/.exec(row)?.[0]),
        ['adapter', 'merged', 'gguf'],
      );
      await cancel(left);
      const pushing = vscode.commands.executeCommand(command, run);
      await opened('Push to Hub');
      await click('.quick-input-widget .monaco-list-row:has-text("the adapter alone")');
      await until('the box', async () =>
        (await texts('.quick-input-widget .quick-input-message')).join().includes('OWNER/NAME'),
      );
      assert.equal(logOf('python').includes('cricket_lora.push'), false);
      await type('me/model');
      await press('Enter');
      await answerDialog(/Push 9\.0 kB to me\/model\?/, 'Push');
      await message(/Pushed to me\/model, private\./);
      void pushing;
      const calls = logOf('python')
        .split('\n')
        .filter((line) => line.includes('cricket_lora.push'));
      assert.deepEqual(
        calls.map((line) => / adapter me\/model( --dry-run)?$/.exec(line)?.[0]),
        [' adapter me/model --dry-run', ' adapter me/model'],
      );
    } finally {
      await setPython(python);
    }
    for (const folder of [...runs, standIns()]) rmSync(folder, { recursive: true, force: true });
  },
};
