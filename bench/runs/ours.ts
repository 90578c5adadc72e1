import fs from 'node:fs/promises';
import { readdirSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { recordOwnRun } from '../../src/host/run/ownRuns.ts';
import { Runs } from '../../src/editor/run/runs.ts';
import { RunsView } from '../../src/editor/run/runsView.ts';
import type { Targets } from '../../src/editor/target/targets.ts';
import { localTarget } from '../../src/host/target/localTarget.ts';
import { folders } from './vscode.ts';

/**
 * The view Runs over a workspace as a window opens it, with a stand-in for VS Code: seconds until it has
 * a row for each run, and until each row says how the run ended.
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
  let opens = 0;
  let open = 0;
  let mostOpen = 0;
  const problems: unknown[] = [];
  const { open: openFile } = fs;
  fs.open = async (...args) => {
    opens++;
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
  const runs = new Runs(targets, (error) => problems.push(error));
  const view = new RunsView(runs);
  const reading = runs.discover();
  let isRead = false;
  void reading.then(() => (isRead = true));
  const rowsOf = (): number => view.getChildren().map((row) => view.getTreeItem(row)).length;
  const wanted = readdirSync(runsFolder).length;
  while (rowsOf() < wanted && !isRead) await delay(50);
  const rows = seconds();
  const rowsProcessor = processor();
  await reading;
  const read = seconds();
  const readProcessor = processor();
  blocked.disable();
  const over = runs.list().filter(({ state }) => state.status === 'finished').length;
  const result = {
    ...{ runs: runs.list().length, over, broken: runs.broken().length, problems: problems.length },
    ...{ rows, rowsProcessor, read, readProcessor, opens, mostOpen, blocked: blocked.max / 1e9 },
  };
  process.stdout.write(`${JSON.stringify(result)}\n`);
  process.exit(0);
}

void main(process.argv.slice(2));
