import type { ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import type { Channel } from './shell.ts';

const stderrBytes = 8192;

/** A child process as a channel. */
export function channelOf(child: ChildProcessByStdio<Writable, Readable, Readable>): Channel {
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-stderrBytes);
  });
  // When the other end closes early, the exit of the process reports it.
  child.stdin.on('error', () => undefined);
  const ended = new Promise<{ exit: number | null; stderr: string }>((resolve) => {
    child.once('error', (error) => {
      resolve({ exit: null, stderr: error.message });
    });
    child.once('close', (exit) => {
      resolve({ exit, stderr });
    });
  });
  return {
    stdin: child.stdin,
    stdout: child.stdout,
    ended,
    close: () => {
      child.stdin.destroy();
      child.kill('SIGTERM');
    },
  };
}
