import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { createInterface } from 'node:readline';
import { root } from './root.mjs';

const exitStatus = (code, signal) => code ?? 128 + (constants.signals[signal] ?? 0);

/** npm is a .cmd on Windows, which needs a shell. */
const inShell = (command) => process.platform === 'win32' && command === 'npm';

/**
 * Runs a child in this terminal, forwarding termination signals. A child ended by a signal has the
 * status 128 + its number, as in a shell.
 *
 * @returns {Promise<number>} exit status
 */
export function runInTerminal(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: 'inherit',
      shell: inShell(command),
      ...options,
    });
    // The terminal sends Ctrl-C to the whole foreground group: ignore it here, the child handles
    // it.
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
 * Runs a child and collects the lines of both streams in order of arrival.
 *
 * @param {{onLine?: (line: string) => void, cwd?: string, env?: NodeJS.ProcessEnv, detached?:
 *   boolean}} options
 * @returns {Promise<{status: number, lines: string[]}>} `status` is 127 if the command does not
 *   exist
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
