import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { TestContext } from 'node:test';
import * as vscode from 'vscode';
import { standingOf } from '../../../src/host/boards/followRun.ts';
import { stepsOnTensorBoard, stepsTold } from '../../unit/host/boards/tensorBoard.ts';
import { startSshServer, withoutSshd, type SshServer } from '../../unit/host/shell/sshServer.ts';
import { makeUser, withoutUsers } from '../../unit/host/shell/temporaryUser.ts';
import { answerDialog } from '../dialogs.ts';
import { attributes, click, isOrdinary, press, screenshot, texts, type } from '../driver.ts';
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
  workspaceFolder,
  writeInWorkspace,
} from '../session.ts';

const settings = () => vscode.workspace.getConfiguration('cricketLora');
const setForUser = (name: string, value: unknown) =>
  settings().update(name, value, vscode.ConfigurationTarget.Global);

interface Host {
  readonly server: SshServer;
  /** Our folder on the host. */
  readonly folder: string;
  /** The tests' hooks, run at the end. */
  readonly test: TestContext;
  readonly close: () => Promise<void>;
}

/** A host with a real sshd and an ssh that knows it, until it is closed. */
async function openHost({ server: config = [] as string[] } = {}): Promise<Host> {
  const hooks: (() => unknown)[] = [];
  const test = { after: (hook: () => unknown) => hooks.push(hook) } as unknown as TestContext;
  const folder = await mkdtemp(join(tmpdir(), 'cricket-lora-'));
  const { PATH } = process.env;
  const close = async (): Promise<void> => {
    process.env.PATH = PATH;
    await setForUser('target', undefined);
    await setForUser('targets', undefined);
    for (const hook of hooks) await hook();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
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
    return { server, folder, test, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * A folder on the host: the embedded base cut to its first layer, which exports in half the time.
 */
async function thinBase(): Promise<string> {
  const extension = vscode.extensions.getExtension('cricket-lora.cricket-lora');
  const folder = join(workspaceFolder(), 'thin-base');
  await cp(join(extension?.extensionPath ?? '', 'data', 'base'), folder, { recursive: true });
  const path = join(folder, 'config.json');
  const config = JSON.parse(await readFile(path, 'utf8')) as { layer_types: string[] };
  const thin = { ...config, num_hidden_layers: 1, layer_types: config.layer_types.slice(0, 1) };
  await writeFile(path, JSON.stringify(thin));
  const weights = join(folder, 'model.safetensors');
  await writeFile(weights, withoutLayersAfterTheFirst(await readFile(weights)));
  return folder;
}

/** A safetensors file: the length of a JSON header, the header with each tensor's place, the tensors. */
function withoutLayersAfterTheFirst(file: Buffer): Buffer {
  const start = 8 + Number(file.readBigUInt64LE(0));
  const tensors = JSON.parse(file.toString('utf8', 8, start)) as Record<
    string,
    { data_offsets?: [number, number] }
  >;
  const kept: Record<string, object> = {};
  const parts: Buffer[] = [];
  let end = 0;
  for (const [name, tensor] of Object.entries(tensors)) {
    if (/\.layers\.[1-9]/.test(name)) continue;
    const [from, to] = tensor.data_offsets ?? [0, 0];
    const place = { data_offsets: [end, end + to - from] };
    kept[name] = tensor.data_offsets ? { ...tensor, ...place } : tensor;
    parts.push(file.subarray(start + from, start + to));
    end += to - from;
  }
  const header = Buffer.from(JSON.stringify(kept));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header, ...parts]);
}

const threePlayers = async (name: string): Promise<vscode.Uri> =>
  generate(await writeInWorkspace(name, bundledTable().split('\n').slice(0, 4).join('\n')));

const pickedRows = '.quick-input-widget .monaco-list-row';
const inputTitle = async (): Promise<string> =>
  (await texts('.quick-input-widget .quick-input-title')).join('');

/** Types into the open input box with this title. */
async function answer(title: RegExp, text: string): Promise<void> {
  await until(`an input box about ${String(title)}`, async () => title.test(await inputTitle()));
  await type(text);
  await press('Enter');
}

const hasExporter = (): boolean => {
  const python = settings().get('python', '');
  const look = 'from importlib import metadata as m; m.version("onnx"), m.version("onnxscript")';
  return spawnSync(python, ['-c', look], { stdio: 'ignore' }).status === 0;
};

/** Export Model on the host that trained the run. */
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

let host: Host;
let run: string;

/** The first five continue from each other on one host. */
export const tests: Tests = {
  async 'a host is checked'() {
    if (withoutSshd) return;
    host = await openHost();
    await vscode.commands.executeCommand('workbench.view.extension.cricketLora');
    void vscode.commands.executeCommand('cricketLora.checkTarget');
    assert.match(await message(/is ready to train/, { seconds: 90 }), /box is ready to train/);
    await clearMessages();
  },

  async 'a lost connection is shown, and the user signs in again'() {
    if (withoutSshd) return;
    const { server } = host;
    await set('base', await thinBase());
    await set('recipe.epochs', 200);
    await setForUser('boards', ['tensorboard']);
    run = await train(await threePlayers('on_a_host.csv'));
    await message(/The run continues on box/, { seconds: 60 });
    await until('an epoch', async () => /epoch \d+\/\d+/.test((await statusBar()) ?? ''), {
      seconds: 90,
    });
    await clearMessages();
    // From now on the key needs its passphrase, which only the user has.
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
      (await messages()).some((text) => text.includes('Sign in to box to see')),
    );
    await screenshot('sign-in');
    const notification = '.notification-list-item:has-text("Sign in to box to see")';
    await click(`.notifications-center ${notification} .monaco-button:has-text("Sign In")`);
    await answer(/Sign in to box: passphrase/, 'open sesame');
  },

  async 'a host’s results are downloaded'() {
    if (withoutSshd) return;
    await message(/trained questions recalled/, { seconds: 180 });
    await set('recipe.epochs', undefined);
    await set('base', 'embedded');
    assert.equal(statusOf(run).state, 'finished');
    assert.ok(existsSync(join(run, 'adapter', 'adapter_model.safetensors')));
    const read = (name: string): unknown => JSON.parse(readFileSync(join(run, name), 'utf8'));
    const { totals } = read('evaluation.json') as { totals: { train: { questions: number } } };
    assert.ok(totals.train.questions > 0);
    const { folder } = read('target.json') as { folder: string };
    assert.ok(folder.startsWith(host.folder));
    await until('the run in the view', async () => (await runLines())[0]?.includes('on_a_host'));
    await screenshot('host');
  },

  async 'a board has each step of a host’s run once, over the lost connection'() {
    if (withoutSshd) return;
    await until('its end', async () => (await standingOf({ folder: run })) === 'taken', {
      seconds: 90,
    });
    await setForUser('boards', undefined);
    const [ours, told] = [join(workspaceFolder(), '.cricket-lora'), await stepsTold(run)];
    assert.ok(told.length > 0);
    const python = settings().get<string>('python');
    assert.deepEqual(await stepsOnTensorBoard(ours, run, python), told);
  },

  async 'a host exports what it trained, and its stored files are listed'() {
    if (withoutSshd) return;
    try {
      if (hasExporter()) await exportsThere(run);
      void vscode.commands.executeCommand('cricketLora.cleanUpTarget');
      const kept = await until('what is kept', async () => {
        const found = await texts(pickedRows);
        return found.length >= 3 && found;
      });
      for (const name of ['runs/', 'blobs', 'trainers']) {
        const row = kept.find((text) => text.trimStart().startsWith(name));
        assert.match(row ?? '', /\d+(\.\d)? [kM]B/, `${name} in ${kept.join(' | ')}`);
      }
      assert.match(await inputTitle(), /^box: .* [kM]B in \//);
      await screenshot('clean-up');
      await press('Escape');
    } finally {
      await host.close();
    }
  },

  async 'an unknown host key is shown with its fingerprint, and a password is asked for'() {
    if (withoutSshd || withoutUsers) return;
    const { server, test, close } = await openHost({ server: ['PasswordAuthentication yes'] });
    try {
      const user = await makeUser(test);
      const address = `${user.name}@${server.host}`;
      await setForUser('targets', { box: { host: address, folder: '~/there', python: 'python3' } });
      // Where VS Code does not show dialogs to tests, the host is one that ssh knows.
      const canAnswer = await isOrdinary();
      if (canAnswer) await writeFile(server.knownHosts, '');
      void vscode.commands.executeCommand('cricketLora.checkTarget');
      if (canAnswer) {
        const shown = await answerDialog(
          /box has never been connected to from here/,
          'Accept and Remember',
          () => screenshot('host-key'),
        );
        const listed = execFileSync('ssh-keygen', ['-lf', `${server.hostKey}.pub`], {
          encoding: 'utf8',
        });
        const fingerprint = listed.split(' ')[1] ?? '?';
        assert.ok(shown.includes(`ED25519 ${fingerprint}`), shown);
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
    } finally {
      await close();
    }
  },
};
