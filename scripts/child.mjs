import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { createInterface } from 'node:readline';
import { root } from './root.mjs';

const exitStatus = (code, signal) => code ?? 128 + (constants.signals[signal] ?? 0);

/** npm is a .cmd on Windows, which only a shell starts. */
const inShell = (command) => process.platform === 'win32' && command === 'npm';

/**
 * Runs a child in this terminal. Signals that ask this process to end reach the child, and its exit
 * status becomes the answer: a child ended by a signal counts as 128 + its number, as in a shell.
 *
 * @returns {Promise<number>}
 */
export function runInTerminal(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: 'inherit',
      shell: inShell(command),
      ...options,
    });
    // A terminal's Ctrl-C reaches the whole foreground group by itself: here it is only outlived.
    const outlive = () => {};
    const passOn = (signal) => child.kill(signal);
    process.on('SIGINT', outlive).on('SIGTERM', passOn).on('SIGHUP', passOn);
    const settle = (finish) => {
      process.off('SIGINT', outlive).off('SIGTERM', passOn).off('SIGHUP', passOn);
      finish();
    };
    child.on('error', (error) => settle(() => reject(error)));
    child.on('close', (code, signal) => settle(() => resolve(exitStatus(code, signal))));
  });
}

/**
 * Runs a child and keeps what it prints on either stream, line by line and in order of arrival.
 *
 * @param {{onLine?: (line: string) => void, cwd?: string, env?: NodeJS.ProcessEnv, detached?: boolean}} options
 * @returns {Promise<{status: number, lines: string[]}>} `status` 127 when there is no such command
 */
export function runQuietly(command, args, { onLine = () => {}, ...options } = {}) {
  return new Promise((resolve) => {
    const lines = [];
    const child = spawn(command, args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: inShell(command),
      ...options,
    });
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        lines.push(line);
        onLine(line);
      });
    }
    child.on('error', (error) => {
      lines.push(error.message);
      resolve({ status: 127, lines });
    });
    child.on('close', (code, signal) => resolve({ status: exitStatus(code, signal), lines }));
  });
}
