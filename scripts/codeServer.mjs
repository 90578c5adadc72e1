import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { URLSearchParams } from 'node:url';
import { runQuietly } from './child.mjs';
import { SetupError, step } from './step.mjs';

/** code-server is a complete VS Code from npm: 4.139.1 holds 1.139.1, and needs Node 24. */
const versions = { codeServer: '4.139.1', node: '24.21.0' };

/** Outside the repository, so that clones share it. */
const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'cricket-lora');
/** About 800 MB, as npm has it. */
const folder = join(cache, 'code-server', versions.codeServer);
/** What earlier versions of this repository installed, and patched. */
const patched = join(cache, 'code-server-4.139.1');
const complete = join(folder, 'complete');
const nodePackage = join(folder, 'node_modules', `node-linux-${process.arch}`);
const codeServer = join(folder, 'node_modules', 'code-server');

/** Debian packages needed to compile its native modules. */
export const codeServerSystemPackages = ['libkrb5-dev', 'python3', 'make', 'g++'];

export const isCodeServerInstalled = () => existsSync(complete);

/**
 * Installs code-server into the user's cache unless it is there; takes some minutes the first time.
 */
export async function installCodeServer() {
  if (process.platform !== 'linux') {
    throw new SetupError(
      'code-server runs on Linux only: put VS Code’s `code` command on PATH instead.',
    );
  }
  if (!isCodeServerInstalled()) await install();
}

async function install() {
  await step(`code-server ${versions.codeServer} in ${folder}`, async (progress) => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
    const packages = [
      `node-linux-${process.arch}@${versions.node}`,
      `code-server@${versions.codeServer}`,
    ];
    await npm(folder, ['install', '--ignore-scripts', ...packages], progress);
    // From here on under its own Node, whose package includes headers: nothing else is downloaded.
    const vscode = join(codeServer, 'lib', 'vscode');
    await npm(vscode, ['install', '--omit=dev'], progress);
    await npm(join(vscode, 'extensions'), ['install', '--omit=dev'], progress);
    writeFileSync(complete, '');
    rmSync(patched, { recursive: true, force: true });
  });
}

async function npm(cwd, args, progress) {
  const { status, lines } = await runQuietly('npm', [...args, '--no-audit', '--no-fund'], {
    cwd,
    env: {
      ...process.env,
      PATH: `${join(nodePackage, 'bin')}${delimiter}${process.env.PATH}`,
      npm_config_nodedir: nodePackage,
    },
    onLine: progress,
  });
  if (status !== 0) {
    throw new SetupError(
      `npm ${args.join(' ')} failed in ${cwd}. Its native modules need ` +
        `${codeServerSystemPackages.join(', ')}. It said:\n${lines.slice(-30).join('\n')}`,
    );
  }
}

/** A free TCP port on the loopback address. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/**
 * Starts code-server on a free loopback port; resolves once it responds.
 *
 * @param {{profile: string, trust?: boolean, env?: Record<string, string>}} options
 * `profile`: folder of settings and state; `trust`: whether workspaces ask to be trusted
 */
export async function startCodeServer({ profile, trust = false, env = {} }) {
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  const child = spawn(
    join(nodePackage, 'bin', 'node'),
    [
      join(codeServer, 'out', 'node', 'entry.js'),
      ...['--auth', 'none', '--bind-addr', `127.0.0.1:${port}`],
      ...['--disable-telemetry', '--disable-update-check'],
      ...['--config', join(profile, 'code-server.yaml')],
      ...(trust ? [] : ['--disable-workspace-trust']),
      ...['--user-data-dir', profile, '--extensions-dir', join(profile, 'extensions')],
    ],
    // A session of its own, so that exactly its children (including the extension host) end with
    // it.
    { stdio: ['ignore', 'pipe', 'pipe'], detached: true, env: { ...ownEnvironment(), ...env } },
  );
  const log = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data) => log.push(String(data)));
  }
  const ended = once(child, 'close');
  const server = {
    port,
    address,
    log,
    /** URL of a window on a folder. */
    windowAddress: (opened) => `${address}/?${new URLSearchParams({ folder: opened })}`,
    async stop() {
      if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid, 'SIGTERM');
      await ended;
    },
  };
  try {
    await answers(address, child);
    return server;
  } catch (error) {
    await server.stop();
    throw new SetupError(`code-server did not start: ${error.message}\n${log.join('')}`);
  }
}

/**
 * Sets the language in which a profile's windows are opened from now on. VS Code's own texts stay English,
 * as of a language pack that translates none of them; extensions speak it.
 *
 * code-server reads it from argv.json at every opening of a window (a cookie and the browser's languages
 * count only where that names none), and gives English unless languagepacks.json has a pack for it.
 *
 * @param {string} profile its folder
 * @param {string} language `en`, `hi`
 */
export function setDisplayLanguage(profile, language) {
  mkdirSync(join(profile, 'User'), { recursive: true });
  const translations = join(profile, `vscode.${language}.json`);
  writeFileSync(translations, JSON.stringify({ version: '1.0.0', contents: {} }));
  const extensions = [{ extensionIdentifier: { id: `tests.${language}` }, version: '1.0.0' }];
  const pack = { hash: language, extensions, translations: { vscode: translations } };
  writeFileSync(join(profile, 'languagepacks.json'), JSON.stringify({ [language]: pack }));
  writeFileSync(join(profile, 'User', 'argv.json'), JSON.stringify({ locale: language }));
}

/** Installs a VSIX into a profile. */
export async function installExtension(profile, vsix) {
  const { status, lines } = await runQuietly(
    join(nodePackage, 'bin', 'node'),
    [
      join(codeServer, 'out', 'node', 'entry.js'),
      ...['--config', join(profile, 'code-server.yaml'), '--user-data-dir', profile],
      ...['--extensions-dir', join(profile, 'extensions'), '--install-extension', vsix],
    ],
    { env: ownEnvironment() },
  );
  if (status !== 0) throw new SetupError(`${vsix} cannot be installed:\n${lines.join('\n')}`);
}

/**
 * Lists extensions as installed in a profile from where they lie. Windows are ordinary ones then: in those
 * that develop or test an extension VS Code refuses dialogs or draws no toasts.
 */
export function linkExtensions(profile, ...places) {
  const path = join(profile, 'extensions', 'extensions.json');
  const linked = places.map((place) => {
    const { publisher, name, version } = JSON.parse(
      readFileSync(join(place, 'package.json'), 'utf8'),
    );
    return {
      identifier: { id: `${publisher}.${name}` },
      version,
      location: { $mid: 1, scheme: 'file', path: place },
      // Not to be replaced by a published one.
      metadata: { pinned: true },
    };
  });
  const ids = new Set(linked.map(({ identifier }) => identifier.id));
  const installed = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : [];
  mkdirSync(join(profile, 'extensions'), { recursive: true });
  const others = installed.filter(({ identifier }) => !ids.has(identifier.id));
  writeFileSync(path, JSON.stringify([...others, ...linked]));
}

/** Without the variables of a surrounding VS Code: code-server would open folders in that one. */
const ownEnvironment = () =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('VSCODE_')));

async function answers(address, child) {
  const deadline = Date.now() + 60_000;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`it ended with status ${child.exitCode}`);
    if (Date.now() > deadline) throw new Error('no answer within a minute');
    try {
      const response = await fetch(`${address}/healthz`);
      if (response.ok) return;
    } catch {
      // Not listening yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
