import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { TestContext } from 'node:test';
import * as vscode from 'vscode';
import { startSshServer, withoutSshd, type SshServer } from '../../unit/host/target/sshServer.ts';
import { makeUser, withoutUsers } from '../../unit/host/target/temporaryUser.ts';
import { attributes, click, press, screenshot, showDialogs, texts, type } from '../driver.ts';
import type { Tests } from '../index.ts';
import {
  bundledTable,
  clearMessages,
  generate,
  message,
  messages,
  runLines,
  set,
  statusBar,
  statusOf,
  train,
  until,
  writeInWorkspace,
} from '../session.ts';

const settings = () => vscode.workspace.getConfiguration('cricketLora');
const setForUser = (name: string, value: unknown) =>
  settings().update(name, value, vscode.ConfigurationTarget.Global);

interface Host {
  readonly server: SshServer;
  /** Holds what is kept on the host. */
  readonly folder: string;
  /** Tests' hooks, run at the end. */
  readonly test: TestContext;
}

/** A host that is trained on, reached by an ssh that knows it; put away again at the end. */
async function withHost(
  work: (host: Host) => Promise<void>,
  { server: config = [] as string[] } = {},
): Promise<void> {
  const hooks: (() => unknown)[] = [];
  const test = { after: (hook: () => unknown) => hooks.push(hook) } as unknown as TestContext;
  const folder = await mkdtemp(join(tmpdir(), 'cricket-lora-'));
  const { PATH } = process.env;
  try {
    const server = await startSshServer(test, { server: config });
    const { configFile } = server.options;
    const ssh = `#!/bin/sh\nPATH='${PATH ?? ''}' exec ssh -F '${configFile}' "$@"\n`;
    await writeFile(join(folder, 'ssh'), ssh, { mode: 0o755 });
    process.env.PATH = `${folder}${delimiter}${PATH ?? ''}`;
    const python = settings().get<string>('python');
    const box = { host: server.host, folder: join(folder, 'there'), python };
    await setForUser('targets', { box });
    void vscode.commands.executeCommand('cricketLora.chooseTarget');
    await until('the targets', async () =>
      (await texts(pickedRows)).some((row) => /^\s*box/.test(row)),
    );
    await type('box');
    await press('Enter');
    await until('box is chosen', () => settings().get('target') === 'box');
    await work({ server, folder, test });
  } finally {
    process.env.PATH = PATH;
    await setForUser('target', undefined);
    await setForUser('targets', undefined);
    for (const hook of hooks) await hook();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

const threePlayers = async (name: string): Promise<vscode.Uri> =>
  generate(await writeInWorkspace(name, bundledTable().split('\n').slice(0, 4).join('\n')));

const pickedRows = '.quick-input-widget .monaco-list-row';
const inputTitle = async (): Promise<string> =>
  (await texts('.quick-input-widget .quick-input-title')).join('');

/** Types into the input box that is open, and is about this. */
async function answer(title: RegExp, text: string): Promise<void> {
  await until(`an input box about ${String(title)}`, async () => title.test(await inputTitle()));
  await type(text);
  await press('Enter');
}

const hasExporter = (): boolean => {
  const python = settings().get('python', '');
  return spawnSync(python, ['-c', 'import onnx, onnxscript'], { stdio: 'ignore' }).status === 0;
};

/** Export Model, as it is offered, on the host that trained the run. */
async function exportsThere(run: string): Promise<void> {
  void vscode.commands.executeCommand('cricketLora.exportModel', run);
  await until('what to export', async () => (await inputTitle()) === 'Export Model');
  await press('Enter');
  await until('where', async () => (await inputTitle()) === 'Export Model: Where');
  assert.match((await texts(pickedRows))[0] ?? '', /^\s*On box/);
  await press('Enter');
  await message(/model\.onnx gives all \d+ answers that the adapter gives/, { seconds: 180 });
  for (const folder of ['onnx', 'onnx-base']) {
    assert.ok(existsSync(join(run, folder, 'model.onnx')), folder);
  }
  assert.ok(!existsSync(join(run, 'merged')), 'it was not made here');
}

export const tests: Tests = {
  async 'a host is checked, trains, and its results come home'() {
    if (withoutSshd) return;
    await withHost(async ({ folder: there }) => {
      await vscode.commands.executeCommand('workbench.view.extension.cricketLora');
      void vscode.commands.executeCommand('cricketLora.checkTarget');
      assert.match(await message(/is ready to train/, { seconds: 90 }), /box is ready to train/);
      await clearMessages();

      const questions = await threePlayers('on_a_host.csv');
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
      if (hasExporter()) await exportsThere(run);

      void vscode.commands.executeCommand('cricketLora.cleanUpTarget');
      const kept = await until('what is kept', async () => {
        const found = await texts(pickedRows);
        return found.length >= 4 && found;
      });
      for (const name of ['runs/', 'blobs', 'trainers', 'bases']) {
        const row = kept.find((text) => text.trimStart().startsWith(name));
        assert.match(row ?? '', /\d+(\.\d)? [kM]B/, `${name} in ${kept.join(' | ')}`);
      }
      assert.match(await inputTitle(), /^box: .* [kM]B in \//);
      await screenshot('clean-up');
      await press('Escape');
    });
  },

  async 'an unknown host key is shown with its fingerprint, and a password is asked for'() {
    if (withoutSshd || withoutUsers) return;
    const work = async ({ server, test }: Host): Promise<void> => {
      const user = await makeUser(test);
      const host = `${user.name}@${server.host}`;
      await setForUser('targets', { box: { host, folder: '~/there', python: 'python3' } });
      // Where VS Code cannot be had to show dialogs to a suite, the host is one that ssh knows.
      const hasDialogs = await showDialogs(true);
      if (hasDialogs) await writeFile(server.knownHosts, '');
      void vscode.commands.executeCommand('cricketLora.checkTarget');
      if (hasDialogs) {
        const box = '.monaco-dialog-box';
        const [shown = ''] = await until('a modal', async () => {
          const found = await texts(box);
          return found.length > 0 && found;
        });
        const listed = execFileSync('ssh-keygen', ['-lf', `${server.hostKey}.pub`], {
          encoding: 'utf8',
        });
        const fingerprint = listed.split(' ')[1] ?? '?';
        assert.ok(shown.includes('box has never been connected to from here'), shown);
        assert.ok(shown.includes(`ED25519 ${fingerprint}`), shown);
        await screenshot('host-key');
        await click(`${box} .monaco-button:has-text("Accept and Remember")`);
        await showDialogs(false);
      }
      await answer(/Sign in to box: password/, 'wrong');
      await until('told that it was wrong', async () =>
        (await texts('.quick-input-widget .quick-input-message')).join().includes('not accepted'),
      );
      const input = '.quick-input-widget .quick-input-box input';
      assert.deepEqual(await attributes(input, 'type'), ['password']);
      await screenshot('password');
      await answer(/Sign in to box: password/, user.password);
      await message(/box cannot train yet/, { seconds: 60 });
      assert.match(await readFile(server.knownHosts, 'utf8'), /ssh-ed25519/);
    };
    await withHost(work, { server: ['PasswordAuthentication yes'] });
  },

  async 'a lost connection is shown as such, and a person signs in again'() {
    if (withoutSshd) return;
    await withHost(async ({ server }) => {
      await set('recipe.epochs', 200);
      const run = await train(await threePlayers('cut_off.csv'));
      await until('an epoch', async () => /epoch \d+\/\d+/.test((await statusBar()) ?? ''), {
        seconds: 90,
      });
      await clearMessages();
      // From now on the key wants its passphrase, which only a person has.
      const change = ['-q', '-p', '-P', '', '-N', 'open sesame', '-f', server.userKey];
      execFileSync('ssh-keygen', change);
      await server.stop();
      const shows = (pattern: RegExp) => async () => pattern.test((await statusBar()) ?? '');
      await until('reconnecting', shows(/reconnecting, last heard \d+.* ago/), { seconds: 60 });
      await screenshot('reconnecting');
      assert.ok(!existsSync(join(run, 'status.json')), 'silence is no failure');
      await server.start();
      await until('sign-in needed', shows(/sign-in needed, last heard/), { seconds: 90 });
      await until('a notification', async () =>
        (await messages()).some((text) => text.includes('box wants you to sign in')),
      );
      await screenshot('sign-in');
      const notification = '.notification-list-item:has-text("wants you to sign in")';
      await click(`.notifications-center ${notification} .monaco-button:has-text("Sign In")`);
      await answer(/Sign in to box: passphrase/, 'open sesame');
      await message(/trained questions recalled/, { seconds: 180 });
      assert.equal(statusOf(run).state, 'finished');
      await set('recipe.epochs', undefined);
    });
  },
};
