import fs from 'node:fs/promises';
import { readdirSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { setEnvironmentData } from 'node:worker_threads';
import { RunsThread } from '../../src/host/threads/runsThread.ts';
import { recordOwnRun } from '../../src/host/run/ownRuns.ts';
import { Runs } from '../../src/editor/run/runs.ts';
import { TablesView } from '../../src/editor/sidebar/tablesView.ts';
import type { Targets } from '../../src/editor/target/targets.ts';
import { localTarget } from '../../src/host/target/localTarget.ts';
import { folders, Uri } from './vscode.ts';

/**
 * The view Tables and Runs over a workspace as a window opens it, with a stand-in for VS Code: seconds until the newest
 * 200 rows say how their runs ended, until all runs have a row, and until all say so, once unfolded.
 */
async function main([workspace = '', own = '']: string[]): Promise<void> {
  folders.push(workspace);
  const runsFolder = `${workspace}/.cricket-lora/runs`;
  if (own === 'own') {
    for (const name of readdirSync(runsFolder)) {
      const folder = `${runsFolder}/${name}`;
      await recordOwnRun(folder, await fs.readFile(`${folder}/run.json`, 'utf8'));
    }
  }
  // The thread's reads are counted by worker.ts, one after the other; this thread's are promises.
  const counted = new Int32Array(new SharedArrayBuffer(4));
  setEnvironmentData('opens', counted.buffer);
  let open = 0;
  let mostOpen = 0;
  const problems: unknown[] = [];
  const { open: openFile } = fs;
  fs.open = async (...args) => {
    Atomics.add(counted, 0, 1);
    const file = await openFile(...args);
    mostOpen = Math.max(mostOpen, ++open);
    const close = file.close.bind(file);
    file.close = () => {
      open--;
      return close();
    };
    return file;
  };
  const blocked = monitorEventLoopDelay({ resolution: 1 });
  blocked.enable();
  const started = performance.now();
  const before = process.cpuUsage();
  const processor = (): number => {
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1e6;
  };
  const seconds = (): number => (performance.now() - started) / 1000;
  const targets = { of: () => localTarget } as unknown as Targets;
  const thread = new RunsThread(`${__dirname}/worker.cjs`);
  const runs = new Runs(targets, (error) => problems.push(error), thread);
  const files = {
    list: () => Promise.resolve({ tables: [], datasets: [] }),
    onDidChange: () => ({ dispose: () => undefined }),
  };
  const view = new TablesView(runs, files, { uriOf: () => Uri.file('') });
  const discovering = runs.discover();
  const wanted = readdirSync(runsFolder).length;
  /** Draws what is unfolded at first, and counts the runs in it, folded ones too. */
  const rowsOf = async (): Promise<number> => {
    const roots = await view.getChildren();
    const rows = (await Promise.all(roots.map((root) => view.getChildren(root)))).flat();
    for (const row of [...roots, ...rows]) view.getTreeItem(row);
    return rows.reduce((sum, row) => sum + ('rows' in row ? row.rows.length : 1), 0);
  };
  while (runs.list().length === 0) await delay(10);
  await rowsOf();
  const newestRuns = runs.list().slice(0, 200);
  await runs.read(newestRuns);
  const newest = seconds();
  await discovering;
  const drawn = await rowsOf();
  if (drawn !== wanted) throw new Error(`${drawn} rows`);
  const rows = seconds();
  const rowsProcessor = processor();
  const opens = Atomics.load(counted, 0);
  await runs.read(runs.list());
  const read = seconds();
  const readProcessor = processor();
  blocked.disable();
  const over = runs.list().filter(({ state, totals }) => state.finish && totals).length;
  const result = {
    ...{ runs: runs.list().length, over, broken: runs.broken().length, problems: problems.length },
    ...{ newest, rows, rowsProcessor, read, readProcessor, opens, opensAll: counted[0] },
    ...{ mostOpen: mostOpen + 1, blocked: blocked.max / 1e9 },
  };
  process.stdout.write(`${JSON.stringify(result)}\n`);
  process.exit(0);
}

void main(process.argv.slice(2));
