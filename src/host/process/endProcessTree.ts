import { say } from '../../core/common/sentence.ts';
import { execFile } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { isAlive, processesOf, type Processes, type ProcessIdentity } from './processIdentity.ts';
import { safeFolder } from './safeFolder.ts';
import { UserError } from '../../core/common/userError.ts';

/** What it took to end a process. */
export type EndOutcome = 'stopped by itself' | 'terminated' | 'killed' | 'already over';

export interface EndOptions {
  readonly signal?: AbortSignal;
  /** Asks the process to stop, once its group is known; false if that failed. */
  readonly ask?: () => Promise<boolean>;
  /** Grace period for stopping by itself, and again after SIGTERM. */
  readonly graceSeconds?: number;
  readonly terminateSeconds?: number;
  /** The operating system, replaceable in tests. */
  readonly platform?: NodeJS.Platform;
  readonly processes?: Processes;
  /** Runs a program to completion. */
  readonly execute?: (file: string, args: readonly string[]) => Promise<unknown>;
}

const execute = (file: string, args: readonly string[]): Promise<unknown> =>
  promisify(execFile)(file, args, { cwd: safeFolder() });
const killSeconds = 10;
const pollMilliseconds = 100;

/**
 * Ends a process and, if it leads a process group, the whole group: waits for it to stop by itself,
 * then sends SIGTERM, then SIGKILL (on Windows `taskkill /T`, then with `/F`). Looks the process up
 * again before every signal, so that a later process with the same pid is never touched.
 *
 * @throws UserError when it survives even that, or may not be signalled; the signal's reason when
 *   aborted
 */
export async function endProcessTree(
  leader: ProcessIdentity,
  options: EndOptions = {},
): Promise<EndOutcome> {
  const { signal, ask, graceSeconds = 20, terminateSeconds = 10 } = options;
  const tree = await treeOf(leader, options);
  if (!tree) return 'already over';
  const isGoneWithin = async (seconds: number): Promise<boolean> => {
    const end = Date.now() + seconds * 1000;
    for (;;) {
      if (!(await tree.isAlive())) return true;
      if (Date.now() >= end) return false;
      await delay(pollMilliseconds, undefined, signal && { signal });
    }
  };
  const isAsked = ask === undefined || (await ask());
  if (await isGoneWithin(isAsked ? graceSeconds : 0)) return 'stopped by itself';
  await tree.end('SIGTERM');
  if (await isGoneWithin(terminateSeconds)) return 'terminated';
  await tree.end('SIGKILL');
  if (await isGoneWithin(killSeconds)) return 'killed';
  throw new UserError(
    say(
      'The process {0} does not end, not even when killed: it waits for a device or a disk. End it yourself once that answers.',
      leader.pid,
    ),
  );
}

interface ProcessTree {
  isAlive(): Promise<boolean>;
  /** Signals the whole tree; not an error if it is gone already. */
  end(name: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

async function treeOf(
  leader: ProcessIdentity,
  options: EndOptions,
): Promise<ProcessTree | undefined> {
  const { platform = process.platform, execute: run = execute } = options;
  const { processes = processesOf(platform) } = options;
  const { pid } = leader;
  if (!isEndable(pid)) return undefined;
  const found = await processes.read(pid);
  if (found?.processStart !== leader.processStart) return undefined;
  if (platform === 'win32') {
    return {
      isAlive: () => isAlive(leader, processes),
      end: async (name) => {
        const force = name === 'SIGKILL' ? ['/F'] : [];
        // It fails when the process is gone, which isAlive then reports.
        await run('taskkill', ['/PID', String(pid), '/T', ...force]).catch(() => undefined);
      },
    };
  }
  const isLeader = found.group === pid;
  const isTreeAlive = async (): Promise<boolean> => {
    const now = await processes.read(pid);
    if (now) return now.processStart === leader.processStart;
    // The leader is gone. As long as its group has members, the system does not reuse its pid.
    return isLeader && (await processes.inGroup(pid)).length > 0;
  };
  return {
    isAlive: isTreeAlive,
    end: async (name) => {
      if (await isTreeAlive()) send(name, isLeader ? -pid : pid);
    },
  };
}

/** 0 means our own group to `kill`, and -1 everything of the user: neither is ever one process. */
const isEndable = (pid: number): boolean => Number.isSafeInteger(pid) && pid > 1;

function send(name: NodeJS.Signals, to: number): void {
  if (!isEndable(Math.abs(to))) throw new Error(`No signal is sent to ${to}`);
  try {
    process.kill(to, name);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ESRCH') return;
    if (code !== 'EPERM') throw error;
    throw new UserError(
      say('The process {0} belongs to another user and cannot be ended from here.', Math.abs(to)),
    );
  }
}
