import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { safeFolder } from './safeFolder.ts';

export interface ProcessEnd {
  /** Null when it was ended by a signal. */
  readonly exit: number | null;
  /** All of stdout. */
  readonly stdout: string;
  /** The last lines of stdout and stderr together. */
  readonly lastLines: readonly string[];
}

const lastLineCount = 30;
/** Milliseconds between SIGTERM and SIGKILL. */
const graceMilliseconds = 2000;

/**
 * Runs a program to completion, reading both streams concurrently. Aborting ends it with its
 * children and rejects with the signal's reason; rejects with the system's error if it cannot be
 * started.
 */
export async function runProcess(
  file: string,
  args: readonly string[],
  options: {
    signal?: AbortSignal;
    /** Default: a folder that other users cannot write to. */
    cwd?: string;
    env?: NodeJS.ProcessEnv;
    /** Called with each line of either stream. */
    onLine?: (line: string) => void;
  } = {},
): Promise<ProcessEnd> {
  const { signal, onLine, ...place } = options;
  signal?.throwIfAborted();
  const posix = process.platform !== 'win32';
  const child = spawn(file, args, {
    cwd: safeFolder(),
    ...place,
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group of its own, so that its children can be ended with it.
    detached: posix,
    windowsHide: true,
  });
  const out: string[] = [];
  const lastLines: string[] = [];
  const read = (stream: Readable, lines?: string[]): void => {
    createInterface({ input: stream, crlfDelay: Infinity }).on('line', (line) => {
      lines?.push(line);
      if (lastLines.push(line) > lastLineCount) lastLines.shift();
      onLine?.(line);
    });
  };
  read(child.stdout, out);
  read(child.stderr);
  const stopListening = endOnAbort(child, signal, posix);
  try {
    const exit = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      // `close`, not `exit`: only then has all output been read.
      child.once('close', (code) => {
        resolve(code);
      });
    });
    signal?.throwIfAborted();
    return { exit, stdout: out.join('\n'), lastLines };
  } finally {
    stopListening();
  }
}

function endOnAbort(child: ChildProcess, signal: AbortSignal | undefined, posix: boolean) {
  let timer: NodeJS.Timeout | undefined;
  const end = (): void => {
    endWithChildren(child, 'SIGTERM', posix);
    timer = setTimeout(() => {
      endWithChildren(child, 'SIGKILL', posix);
    }, graceMilliseconds);
  };
  signal?.addEventListener('abort', end, { once: true });
  return () => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', end);
  };
}

function endWithChildren(child: ChildProcess, name: NodeJS.Signals, posix: boolean): void {
  if (child.pid === undefined) return;
  if (!posix) {
    const options = { windowsHide: true, cwd: safeFolder() };
    spawn('taskkill', ['/PID', String(child.pid), '/T', '/F'], options).on('error', () =>
      child.kill(),
    );
    return;
  }
  try {
    process.kill(-child.pid, name);
  } catch {
    // The whole group is gone already.
  }
}
