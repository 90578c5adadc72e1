/**
 * Runs test/vscode in a real VS Code. Each folder there is a window, opened in turn on the same
 * workspace and profile, so that a later window finds what an earlier one left running; those whose name
 * says so are opened elsewhere, on an empty folder.
 */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBrowserWindows } from './browserWindows.mjs';
import { installCodeServer, installExtension, setDisplayLanguage } from './codeServer.mjs';
import { startDesktopWindows } from './desktopWindows.mjs';
import { startDriver } from './driver.mjs';
import { installVsce, makePackage, thisTarget } from './package.mjs';
import { environmentPython, pathWithPython } from './pythonEnvironment.mjs';
import { makeProfile } from './profile.mjs';
import { root } from './root.mjs';

/** An extension that runs the tests, built by scripts/build.mjs. */
const tests = join(root, 'out', 'test', 'vscode');
/** A limit for hanging windows: on a busy machine one takes a quarter of an hour. */
const minutesAWindow = 30;

/** Settings of the tests' profile, besides those of every window. */
const settings = {
  'cricketLora.python': environmentPython,
  'cricketLora.base': 'embedded',
};

/**
 * @param {object} choice
 * @param {readonly string[]} choice.windows in the order of windowsOf
 * @param {string} [choice.only] pattern of test names
 * @param {string} [choice.alone] one of `windows`, the only one asked for
 * @param {boolean} [choice.desktop] in a desktop VS Code rather than in code-server
 * @param {boolean} [choice.packaged] with the extension installed from its VSIX, which code-server alone can
 * @param {{themes?: readonly string[], sizes: readonly string[]}} [choice.tour] the pictures that it takes;
 * a few by default
 * @returns {Promise<Map<string, import('./skips.mjs').Counts>>} by window
 */
export async function runVscodeTests(choice) {
  const { windows, only, alone, desktop = false, packaged = false, tour } = choice;
  const goesOnFrom = before[alone];
  const all = new Map(windows.map((name) => [name, { passed: 0, failed: 0, skips: [] }]));
  let counts;
  const driver = await startDriver({ onTest: (test) => count(counts, test) });
  const folder = mkdtempSync(join(tmpdir(), 'cricket-lora-'));
  const workspace = makeWorkspace(folder);
  const elsewhere = join(folder, 'elsewhere');
  mkdirSync(elsewhere);
  let vscode;
  try {
    const profile = makeProfile(folder, settings);
    if (packaged) await installPackage(profile);
    vscode = await (desktop ? startDesktopWindows : startBrowserWindows)({
      profile,
      extensions: packaged ? [tests] : [root, tests],
      // The models are small: with several threads, PyTorch spends longer waiting than computing.
      env: {
        CRICKET_LORA_DRIVER: driver.address,
        PATH: pathWithPython(),
        OMP_NUM_THREADS: '1',
        CRICKET_LORA_STATE: join(folder, 'state'),
      },
    });
    for (const name of windows) {
      console.log(`window ${name}`);
      counts = all.get(name);
      const log = [];
      if (!desktop) setDisplayLanguage(profile, isHindi(name) ? 'hi' : 'en');
      let hasEnded = false;
      let end;
      const testsEnded = new Promise((resolve) => {
        end = (problem) => {
          hasEnded = true;
          resolve(problem);
        };
      });
      const opened = await vscode.openWindow({
        ...{ folder: isElsewhere(name) ? elsewhere : workspace, testsEnded },
        onLog: (line) => log.push(line),
      });
      driver.serve({
        page: opened.page,
        name,
        only: name === goesOnFrom?.window ? goesOnFrom.only : only,
        isOrdinary: vscode.isOrdinary,
        tour,
        end,
      });
      let problem = await within(minutesAWindow, opened.ended);
      // A desktop VS Code also reports success when the extension host dies during the tests.
      if (!hasEnded) problem ??= 'the suite did not come to its end';
      // The window's own failure, unless it only repeats that of counted tests.
      if (problem && counts.failed === 0) {
        const message = [problem, ...log.slice(-20), ...vscode.log.slice(-10)].join('\n');
        count(counts, { name: `window ${name}`, outcome: 'failed', seconds: 0, message });
      }
      await opened.close();
    }
  } finally {
    await vscode?.stop();
    await driver.stop();
    endRuns(workspace);
    endCluster(folder);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
  return all;
}

function within(minutes, ended) {
  let timer;
  const late = new Promise((resolve) => {
    timer = setTimeout(() => resolve(`no end within ${minutes} minutes`), minutes * 60_000);
  });
  return Promise.race([ended, late]).finally(() => clearTimeout(timer));
}

/** Runs outlive their windows: kill those that a failed suite left behind. */
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
      // It has ended meanwhile.
    }
  }
}

/** A Ray cluster outlives its window, too (test/vscode/cluster.ts). */
function endCluster(folder) {
  const path = join(folder, 'ray', 'cluster.json');
  if (!existsSync(path)) return;
  for (const machine of JSON.parse(readFileSync(path, 'utf8')).machines) {
    try {
      process.kill(-machine, 'SIGKILL');
    } catch {
      // It has been killed by the tests.
    }
  }
}

/** By window: the one before it that it goes on from, and which of its tests, if not all. */
const before = {
  '2-reloaded': { window: '1-session', only: '6-interrupted' },
  '5-cluster-reloaded': { window: '4-cluster' },
};

/** A window with what it goes on from. */
export const windowAlone = (name) => [...(name in before ? [before[name].window] : []), name];

/** Whether a window is opened on the empty folder. */
export const isElsewhere = (name) => name.includes('elsewhere');

/** Whether a window speaks Hindi. */
const isHindi = (name) => name.endsWith('-hindi');

/** Whether a window takes minutes on a cluster of its own, and is opened only where it is asked for by name. */
const isOnCluster = (name) => name.includes('-cluster');

/**
 * @vscode/test-electron trusts every folder, so that a desktop has no Restricted Mode; and a desktop takes
 * another language from an installed language pack alone.
 */
export const windowsOf = ({ desktop = false }) =>
  readdirSync(join(root, 'test', 'vscode'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .filter((name) => !isOnCluster(name))
    .filter((name) => !desktop || !(name.endsWith('-restricted') || isHindi(name)))
    .sort();

function count(counts, { name, outcome, seconds, message }) {
  counts[outcome] += 1;
  const mark = { passed: '✔', failed: '✖' }[outcome];
  console.log(`${mark} ${name} (${seconds.toFixed(1)} s)`);
  if (message) console.log(message.replace(/^/gm, '    '));
}

/** Installs this machine's VSIX into the profile. */
async function installPackage(profile) {
  await installCodeServer();
  await installVsce();
  await installExtension(profile, await makePackage(thisTarget()));
}

function makeWorkspace(folder) {
  const workspace = join(folder, 'workspace');
  mkdirSync(workspace);
  const table = join(root, 'data', 'test_batting.csv');
  if (existsSync(table)) copyFileSync(table, join(workspace, 'test_batting.csv'));
  return workspace;
}
