import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import {
  assertComplete,
  commandTable,
  type Foreign,
  outcomeOf,
  writeForeign,
} from '../commandTrust.ts';
import { click, screenshot, texts, press, type } from '../driver.ts';
import type { Tests } from '../index.ts';
import { closeEditors, runLines, until, workspaceFolder } from '../session.ts';

let foreign: Foreign;

/** Names and contents of the runs. */
function picture(): Record<string, string> {
  const runs = join(workspaceFolder(), '.cricket-lora', 'runs');
  return Object.fromEntries(
    readdirSync(runs, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      // The marker by which the clock of the disk is read, and the totals of the answers, also while
      // they are being written.
      .filter((path) => !path.includes('.clock-') && !path.includes('evaluation.json'))
      .map((path) => [path, readFileSync(path, 'latin1')]),
  );
}

export const tests: Tests = {
  async 'a folder that is not trusted shows its runs, as ones that came with it'() {
    assert.equal(vscode.workspace.isTrusted, false);
    foreign = await writeForeign('foreign');
    await vscode.commands.executeCommand('workbench.view.extension.cricketLora');
    await until('both runs', async () => (await runLines()).length === 2);
    await screenshot('restricted');
  },

  async 'each command of the table works or is refused in Restricted Mode'() {
    assertComplete();
    const before = picture();
    const outcomes: Record<string, string> = {};
    for (const command of Object.keys(commandTable)) {
      outcomes[command] = await outcomeOf(command, foreign);
    }
    const expected = Object.fromEntries(
      Object.entries(commandTable).map(([command, { restricted }]) => [command, restricted]),
    );
    assert.deepEqual(outcomes, expected);
    assert.deepEqual(picture(), before, 'a run was started or changed');
    await closeEditors();
  },

  async 'asking a run’s model is refused'() {
    await vscode.commands.executeCommand('cricketLora.askTheModel', foreign.run);
    await until('the page', async () => (await texts('.ask-page h1', 'webview')).length === 1);
    await click('input', 'webview');
    await type('Runs of A?');
    await press('Enter');
    const [said] = await until('why not', async () => {
      const found = await texts('.notice', 'webview');
      return found.length > 0 && found;
    });
    assert.match(said ?? '', /takes a trusted workspace/);
    await closeEditors();
  },

  async 'leaves the folder as it was'() {
    // The log would be in sight in the next window, too.
    await vscode.commands.executeCommand('workbench.action.closePanel');
    for (const name of ['.cricket-lora', 'foreign', '.vscode']) {
      rmSync(join(workspaceFolder(), name), { recursive: true, force: true });
    }
  },
};
