import { spawn, spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { temporaryFolder } from '../files/temporaryFolder.ts';
import { answers, freePort } from '../shell/loopback.ts';

const ray = resolve('.venv/bin/ray');

export interface RayCluster {
  /** Of its head, which keeps it when it is started again. */
  readonly address: string;
  /** Returns once it takes calls. */
  startHead(): Promise<void>;
  /** With the workers, which would end themselves a minute later: until then no head starts beside them. */
  killHead(): Promise<void>;
  /** A machine with one processor. */
  startWorker(): Promise<void>;
  /** Kills every process of the machine that a process is on, as a loss of power would. */
  killMachineOf(pid: number): Promise<void>;
}

/** A real Ray cluster on loopback, whose machines are killed after the test: each is a process group. */
export async function rayCluster(test: Pick<TestContext, 'after'>): Promise<RayCluster> {
  const machines: number[] = [];
  // Hooks run in this order: kill the machines, then remove what they wrote.
  test.after(() => Promise.all(machines.map(killGroup)));
  const folder = await temporaryFolder(test);
  const [port, clientPort] = [await freePort(), await freePort()];
  // Two that start at once take each other's socket.
  const start = async (...args: readonly string[]): Promise<number> => {
    const { pid, stdout, stderr } = spawn(
      ray,
      ['start', '--block', '--node-ip-address=127.0.0.1', ...args],
      {
        detached: true,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, RAY_USAGE_STATS_ENABLED: '0', OMP_NUM_THREADS: '1' },
      },
    );
    if (pid === undefined) throw new Error(`${ray} cannot be started`);
    machines.push(pid);
    await new Promise<void>((started, failed) => {
      let text = '';
      const listen = (piece: Buffer): void => {
        text = (text + piece.toString()).slice(-10_000);
        if (text.includes('Ray runtime started')) started();
      };
      stdout.on('data', listen).on('close', () => {
        failed(new Error(`A machine did not start: ${text}`));
      });
      stderr.on('data', listen);
    });
    return pid;
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
      await Promise.all(machines.map(killGroup));
    },
    startWorker: async () => {
      await start(`--address=127.0.0.1:${port}`, '--num-cpus=1', memory);
    },
    killMachineOf: async (pid) => {
      for (let one = pid; one > 1; one = parentOf(one)) {
        if (machines.includes(one)) return killGroup(one);
      }
      throw new Error(`${pid} is on none`);
    },
  };
}

const parentOf = (pid: number): number =>
  Number(spawnSync('ps', ['-o', 'ppid=', '-p', String(pid)]).stdout.toString());

async function killGroup(group: number): Promise<void> {
  for (;;) {
    try {
      process.kill(-group, 'SIGKILL');
    } catch {
      return;
    }
    await delay(50);
  }
}
