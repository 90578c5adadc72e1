/**
 * The suite of test/vscode in a real VS Code. Each folder there is a window: opened in turn on the same
 * workspace and profile, so that a later window finds what an earlier one left running.
 */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBrowser } from './browser.mjs';
import { installCodeServer, startCodeServer } from './codeServer.mjs';
import { startDriver } from './driver.mjs';
import { environmentPython } from './pythonEnvironment.mjs';
import { root } from './root.mjs';

const suite = join(root, 'out', 'test', 'vscode', 'index.cjs');
const minutesAWindow = 12;

/** Settings of the tests' profile, above the defaults of the extension and of VS Code. */
const settings = {
  'cricketLora.python': environmentPython,
  'cricketLora.base': 'embedded',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.colorTheme': 'Default Dark Modern',
  'window.commandCenter': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
  'git.enabled': false,
  'editor.minimap.enabled': false,
  'telemetry.telemetryLevel': 'off',
};

/**
 * @param {{only?: string, window?: string}} choice pattern of test names; one window only
 * @returns {Promise<{passed: number, failed: number, skipped: number}>}
 */
export async function runVscodeTests({ only, window: chosen } = {}) {
  await installCodeServer();
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const driver = await startDriver({ onTest: (test) => count(counts, test) });
  const folder = mkdtempSync(join(tmpdir(), 'cricket-lora-'));
  const server = await startCodeServer({
    profile: makeProfile(folder),
    env: { CRICKET_LORA_DRIVER: driver.address },
  });
  const browser = await startBrowser();
  const stop = async () => {
    await browser.close();
    await server.stop();
    await driver.stop();
    endRuns(join(folder, 'workspace'));
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    const workspace = makeWorkspace(folder);
    for (const name of chosen ? [chosen] : windows()) {
      console.log(`window ${name}`);
      const page = await context.newPage();
      const window = { page, name, only, ended: false };
      driver.serve(window);
      const before = counts.failed;
      const address = server.windowAddress({ folder: workspace, extension: root, suite });
      const log = [];
      let problem = await runWindow(page, address, log).catch((error) => error.message);
      // VS Code calls it a success, too, when the extension host dies under its tests.
      if (!window.ended) problem ??= 'the suite did not come to its end';
      // The suite's own verdict, unless it is only that of the tests already counted.
      if (problem && counts.failed === before) {
        const message = [problem, ...log.slice(-20), ...server.log.slice(-10)].join('\n');
        count(counts, { name: `window ${name}`, outcome: 'failed', seconds: 0, message });
      }
      await page.close();
    }
  } finally {
    await stop();
  }
  return counts;
}

/** Runs outlive their windows: a suite that failed half-way must leave none behind. */
function endRuns(workspace) {
  const runs = join(workspace, '.cricket-lora', 'runs');
  if (!existsSync(runs)) return;
  for (const run of readdirSync(runs)) {
    const path = join(runs, run, 'status.json');
    const status = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : { state: 'none' };
    if (status.state !== 'running') continue;
    try {
      process.kill(-status.pid, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }
}

const windows = () =>
  readdirSync(join(root, 'test', 'vscode'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();

/**
 * @param {string[]} log gets the window's console
 * @returns {Promise<string | undefined>} what went wrong
 */
async function runWindow(page, address, log) {
  const ended = new Promise((resolve) => {
    const timer = setTimeout(
      () => resolve(`no end within ${minutesAWindow} minutes`),
      minutesAWindow * 60_000,
    );
    void page.exposeFunction('codeAutomationLog', (type, args) => log.push(`${type}: ${args}`));
    void page.exposeFunction('codeAutomationExit', (code) => {
      clearTimeout(timer);
      resolve(code === 0 ? undefined : `the suite ended with ${code}`);
    });
  });
  await page.goto(address);
  return ended;
}

function count(counts, { name, outcome, seconds, message }) {
  counts[outcome] += 1;
  const mark = { passed: '✔', failed: '✖', skipped: '-' }[outcome];
  console.log(`${mark} ${name} (${seconds.toFixed(1)} s)`);
  if (message) console.log(message.replace(/^/gm, '    '));
}

function makeProfile(folder) {
  const profile = join(folder, 'profile');
  // Settings of machine scope count in Machine where VS Code runs as a server, and in User elsewhere.
  for (const scope of ['User', 'Machine']) {
    mkdirSync(join(profile, scope), { recursive: true });
    writeFileSync(join(profile, scope, 'settings.json'), JSON.stringify(settings, null, 2));
  }
  return profile;
}

function makeWorkspace(folder) {
  const workspace = join(folder, 'workspace');
  mkdirSync(workspace);
  const table = join(root, 'data', 'test_batting.csv');
  if (existsSync(table)) copyFileSync(table, join(workspace, 'test_batting.csv'));
  return workspace;
}
