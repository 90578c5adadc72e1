import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { click, cutOff, isOrdinary, resize, screenshot, texts } from '../driver.ts';
import type { Tests } from '../index.ts';
import {
  clearMessages,
  closeEditors,
  inAllThemes,
  until,
  writeInWorkspace,
  statusBar,
  statusOf,
} from '../session.ts';

const toast = '.notifications-toasts .notification-list-item';
const said = `${toast} .notification-list-item-message`;
const buttons = `${toast} .monaco-button`;

/** A question that is asked only. */
const held = {
  ...{ id: 'a', fact: 'a', entity: 'A', statistic: 'runs', phrasing: 1, split: 'fact' },
  source: { row: 1, column: 'Runs' },
  prompt: [{ role: 'user', content: 'Runs of A?' }],
  completion: [{ role: 'assistant', content: '1' }],
};

/** What goes wrong for a newcomer, and the button that helps. */
const cases: readonly {
  readonly what: string;
  readonly command: string;
  readonly from?: () => Promise<vscode.Uri>;
  readonly says: RegExp;
  readonly button: string;
}[] = [
  {
    what: 'a table without a header',
    command: 'cricketLora.generateDataset',
    from: () => writeInWorkspace('bare.csv', '1,2\n3,4\n'),
    says: /bare\.csv has no column/,
    button: 'Choose Column…',
  },
  {
    what: 'a dataset with nothing to train on',
    command: 'cricketLora.train',
    from: () => writeInWorkspace('own.dataset/questions.jsonl', `${JSON.stringify(held)}\n`),
    says: /has no question to train on/,
    button: 'Generate Dataset',
  },
];

export const tests: Tests = {
  async 'toasts: each says all that it has to say, and has the button that helps'() {
    if (!(await isOrdinary())) return;
    await resize(1000, 640);
    try {
      for (const { what, command, from, says, button } of cases) {
        await clearMessages();
        const given = await from?.();
        void vscode.commands.executeCommand(command, given);
        await until(`the toast about ${what}`, async () =>
          (await texts(said)).some((text) => says.test(text)),
        );
        assert.ok((await texts(buttons)).includes(button), (await texts(buttons)).join());
        assert.deepEqual(await cutOff(said), [], what);
        await screenshot(`toast-${button.replace(/\W+/g, '-').toLowerCase()}`);
      }
      await inAllThemes((theme) => screenshot(`toast-${theme}`));
    } finally {
      await resize(1440, 900);
      await clearMessages();
      await closeEditors();
    }
  },

  async 'toasts: the end of a run tells its score, unless that is on the screen'() {
    if (!(await isOrdinary())) return;
    try {
      const run = await vscode.commands.executeCommand<string>('cricketLora.tryIt');
      await until('the end', () => statusOf(run).state !== 'running', { seconds: 200 });
      await until(
        'the table',
        async () => (await texts('.row .cell.recall', 'webview')).length > 10,
      );
      await until('the score', async () => (await statusBar())?.includes('trained 100 %'));
      assert.deepEqual(await texts(said), []);
      await vscode.commands.executeCommand('cricketLora.evaluate', run);
      await until(
        'the toast',
        async () => (await texts(said)).some((text) => text.includes('90 trained')),
        { seconds: 90 },
      );
      assert.deepEqual(await texts(buttons), ['Show Evaluation']);
      assert.deepEqual(await cutOff(said), []);
      await screenshot('toast-of-a-run');
      await click(buttons);
      await until('it to go', async () => (await texts(said)).length === 0);
    } finally {
      await clearMessages();
      await closeEditors();
    }
  },
};
