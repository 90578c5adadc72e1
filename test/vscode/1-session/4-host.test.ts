import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { TestContext } from 'node:test';
import * as vscode from 'vscode';
import { startSshServer, withoutSshd } from '../../unit/host/target/sshServer.ts';
import { screenshot } from '../driver.ts';
import type { Tests } from '../index.ts';
import {
  bundledTable,
  clearMessages,
  generate,
  message,
  runLines,
  set,
  statusOf,
  train,
  until,
  writeInWorkspace,
} from '../session.ts';

const settings = () => vscode.workspace.getConfiguration('cricketLora');
const setForUser = (name: string, value: unknown) =>
  settings().update(name, value, vscode.ConfigurationTarget.Global);

/** A host that is trained on, reached by an ssh that knows it; put away again by what is returned. */
async function withHost(work: (folder: string) => Promise<void>): Promise<void> {
  const hooks: (() => unknown)[] = [];
  const test = { after: (hook: () => unknown) => hooks.push(hook) } as unknown as TestContext;
  const folder = await mkdtemp(join(tmpdir(), 'cricket-lora-'));
  const { PATH } = process.env;
  try {
    const { host, options } = await startSshServer(test);
    const ssh = `#!/bin/sh\nPATH='${PATH ?? ''}' exec ssh -F '${options.configFile}' "$@"\n`;
    await writeFile(join(folder, 'ssh'), ssh, { mode: 0o755 });
    process.env.PATH = `${folder}${delimiter}${PATH ?? ''}`;
    const python = settings().get<string>('python');
    await setForUser('targets', { box: { host, folder: join(folder, 'there'), python } });
    await setForUser('target', 'box');
    await work(folder);
  } finally {
    process.env.PATH = PATH;
    await setForUser('target', undefined);
    await setForUser('targets', undefined);
    for (const hook of hooks) await hook();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

export const tests: Tests = {
  async 'a host is checked, trains, and its results come home'() {
    if (withoutSshd) return;
    await withHost(async (there) => {
      await vscode.commands.executeCommand('workbench.view.extension.cricketLora');
      void vscode.commands.executeCommand('cricketLora.checkTarget');
      assert.match(await message(/is ready to train/, { seconds: 90 }), /box is ready to train/);
      await clearMessages();

      const rows = bundledTable().split('\n').slice(0, 4).join('\n');
      const questions = await generate(await writeInWorkspace('on_a_host.csv', rows));
      await set('recipe.epochs', 2);
      const run = await train(questions);
      await message(/goes on by itself on box/, { seconds: 60 });
      await message(/trained questions recalled/, { seconds: 120 });
      assert.equal(statusOf(run).state, 'finished');
      assert.ok(existsSync(join(run, 'adapter', 'adapter_model.safetensors')));
      const evaluation = JSON.parse(readFileSync(join(run, 'evaluation.json'), 'utf8')) as {
        totals: { train: { questions: number } };
      };
      assert.ok(evaluation.totals.train.questions > 0);
      const { folder } = JSON.parse(readFileSync(join(run, 'target.json'), 'utf8')) as {
        folder: string;
      };
      assert.ok(folder.startsWith(there));
      await until('the run in the view', async () => (await runLines())[0]?.includes('on_a_host'));
      await screenshot('host');
      await set('recipe.epochs', undefined);
    });
  },
};
