import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { processesOf, type ProcessIdentity } from '../../../../src/host/process/processIdentity.ts';

/** An idle process with a trainer's command line, which names the run. */
export async function startStandIn(
  test: Pick<TestContext, 'after'>,
  runFolder: string,
  request = join(runFolder, 'run.json'),
): Promise<ProcessIdentity> {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000)', request], {
    stdio: 'ignore',
    detached: true,
  });
  test.after(() => child.kill('SIGKILL'));
  await once(child, 'spawn');
  const found = await processesOf().read(child.pid ?? 0);
  if (!found) throw new Error('It has not started');
  return { pid: found.pid, processStart: found.processStart };
}
