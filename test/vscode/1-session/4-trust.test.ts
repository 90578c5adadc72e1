import assert from 'node:assert/strict';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { assertComplete, commandTable, outcomeOf, writeForeign } from '../commandTrust.ts';
import type { Tests } from '../index.ts';
import { closeEditors, statusOf, until, workspaceFolder } from '../session.ts';

/** It would set up an environment: its trust is only seen in Restricted Mode. */
const tooLong = 'cricketLora.setUpTrainer';

export const tests: Tests = {
  async 'no command of the table asks for trust in a trusted folder'() {
    assert.equal(vscode.workspace.isTrusted, true);
    assertComplete();
    const runsFolder = join(workspaceFolder(), '.cricket-lora', 'runs');
    const before = existsSync(runsFolder) ? readdirSync(runsFolder) : [];
    const foreign = await writeForeign('trusted');
    for (const command of Object.keys(commandTable).filter((one) => one !== tooLong)) {
      assert.equal(await outcomeOf(command, foreign), 'works', command);
    }
    await closeEditors();
    // What was measured, and what came with the folder, is nothing to later tests.
    for (const name of readdirSync(runsFolder).filter((one) => !before.includes(one))) {
      const run = join(runsFolder, name);
      await until(`the end of ${name}`, () => statusOf(run).state !== 'running', { seconds: 90 });
      // Its evaluation may be written just then.
      rmSync(run, { recursive: true, maxRetries: 20, retryDelay: 100 });
    }
    rmSync(dirname(foreign.table.fsPath), { recursive: true });
  },
};
