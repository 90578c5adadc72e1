import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem, type } from 'node:os';
import { dirname } from 'node:path';

/**
 * Prints a benchmark's rows beside each other, each with its ratio to ours, and writes them to `out`.
 *
 * @param {{contender: string, metric: string, value: number, unit: string}[]} rows
 */
export function report(name, rows, out) {
  const ours = new Map(
    rows
      .filter(({ contender }) => contender === 'ours')
      .map(({ metric, value }) => [metric, value]),
  );
  console.table(
    rows.map(({ contender, metric, value, unit }) => ({
      metric,
      contender,
      figure: value,
      unit,
      'ratio to ours': Number((value / ours.get(metric)).toFixed(2)),
    })),
  );
  const result = { name, machine: machineName(), date: new Date().toISOString(), rows };
  console.log(result.machine);
  if (out === undefined) return;
  mkdirSync(dirname(out), { recursive: true });
  writeFileSync(out, `${JSON.stringify(result, null, 2)}\n`);
  console.log(`Written to ${out}`);
}

/** With the load of the last five minutes, a share of which is the benchmark's own. */
export function machineName() {
  const [processor] = cpus();
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  return `${cpus().length} × ${processor?.model.trim()}, ${gigabytes} GiB, ${type()} ${release()}, Node ${process.version}, ${python()}, load ${loadavg()[1]?.toFixed(1)}`;
}

function python() {
  try {
    return execFileSync('python3', ['--version'], { encoding: 'utf8' }).trim();
  } catch {
    return 'no Python';
  }
}
