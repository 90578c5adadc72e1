import { spawn, spawnSync } from 'node:child_process';
import { open, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { processesOf } from '../../../../src/host/process/processIdentity.ts';
import { temporaryFolder } from '../files/temporaryFolder.ts';
import { answers, freePort } from '../shell/loopback.ts';

export interface RayCluster {
  /** Of its head, which keeps it when it is started again. */
  readonly address: string;
  /** Returns once it takes calls. */
  startHead(): Promise<void>;
  /** With the workers, which would end themselves a minute later: until then no head starts beside them. */
  killHead(): Promise<void>;
  /** A machine with one processor. */
  startWorker(): Promise<void>;
  /** Kills every process of the machine that a process is on, as a loss of power would; none where that has ended. */
  killMachineOf(pid: number): Promise<void>;
}

/** The state of a cluster, kept in its folder, so that another process can open the same one. */
interface Known {
  readonly port: number;
  readonly clientPort: number;
  /** Each is a process group, of which this is the first. */
  readonly machines: readonly number[];
}

/** scripts/vscodeTests.mjs kills what it lists. */
const knownFile = 'cluster.json';

/** A real Ray cluster on loopback, whose machines are killed after the test. */
export async function rayCluster(test: Pick<TestContext, 'after'>): Promise<RayCluster> {
  const opened: RayCluster[] = [];
  // Hooks run in this order: kill the machines, then remove what they wrote.
  test.after(() => Promise.all(opened.map((one) => one.killHead())));
  const cluster = await openRayCluster(await temporaryFolder(test), resolve('.venv/bin/ray'));
  opened.push(cluster);
  return cluster;
}

/**
 * A cluster that goes on when the process that opened it ends, until someone kills its head.
 *
 * @param folder its own, with a short path: sockets lie in it
 * @param ray the program
 */
export async function openRayCluster(folder: string, ray: string): Promise<RayCluster> {
  const file = join(folder, knownFile);
  const save = (known: Known): Promise<void> => writeFile(file, JSON.stringify(known));
  const read = async (): Promise<Known> => JSON.parse(await readFile(file, 'utf8')) as Known;
  const { port, clientPort } = await read().catch(async () => {
    const made = { port: await freePort(), clientPort: await freePort(), machines: [] };
    await save(made);
    return made;
  });
  // Two that start at once take each other's socket.
  const start = async (...args: readonly string[]): Promise<void> => {
    const known = await read();
    const path = join(folder, `machine-${known.machines.length}.log`);
    // No pipe, which would break once this process ends.
    const log = await open(path, 'w');
    const machine = spawn(ray, ['start', '--block', '--node-ip-address=127.0.0.1', ...args], {
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
      env: { ...process.env, RAY_USAGE_STATS_ENABLED: '0', OMP_NUM_THREADS: '1' },
    });
    if (machine.pid === undefined) throw new Error(`${ray} cannot be started`);
    machine.unref();
    await save({ ...known, machines: [...known.machines, machine.pid] });
    await log.close();
    for (;;) {
      const text = await readFile(path, 'utf8');
      if (text.includes('Ray runtime started')) return;
      if (machine.exitCode !== null || machine.signalCode !== null)
        throw new Error(`A machine did not start: ${text}`);
      await delay(100);
    }
  };
  const memory = '--object-store-memory=80000000';
  return {
    address: `ray://127.0.0.1:${clientPort}`,
    startHead: async () => {
      await start(
        ...['--head', `--port=${port}`, `--ray-client-server-port=${clientPort}`, '--num-cpus=0'],
        ...['--include-dashboard=false', `--temp-dir=${folder}`, memory],
      );
      while (!(await answers(clientPort))) await delay(200);
    },
    killHead: async () => {
      await Promise.all((await read()).machines.map(killGroup));
    },
    startWorker: () => start(`--address=127.0.0.1:${port}`, '--num-cpus=1', memory),
    killMachineOf: async (pid) => {
      const { machines } = await read();
      for (let one = pid; one > 1; one = parentOf(one)) {
        if (machines.includes(one)) return killGroup(one);
      }
    },
  };
}

const parentOf = (pid: number): number =>
  Number(spawnSync('ps', ['-o', 'ppid=', '-p', String(pid)]).stdout.toString());

const processes = processesOf();

/** Kills a process group until all of it is dead. Zombies do not count: their parent may never reap them. */
async function killGroup(group: number): Promise<void> {
  while ((await processes.inGroup(group)).length > 0) {
    try {
      process.kill(-group, 'SIGKILL');
    } catch {
      // It has ended meanwhile.
    }
    await delay(50);
  }
}
