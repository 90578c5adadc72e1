import { say, type Text } from '../../core/common/sentence.ts';
import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sshFailure, sshFailureKind } from '../../core/target/sshFailure.ts';
import { UserError } from '../../core/common/userError.ts';
import { safeFolder } from '../process/safeFolder.ts';
import { socketRoot } from './socketRoot.ts';
import { startAskpass, type AnswerPrompt } from './askpass.ts';
import { channelOf } from './channel.ts';
import { commandForAnyShell, quoteForSh } from './quoteForSh.ts';
import {
  canShareConnections,
  sshArguments,
  type SshOptions,
  type SshRole,
} from './sshArguments.ts';
import { ConnectionLost, type Channel, type Shell } from './shell.ts';

export interface Connecting extends SshOptions {
  /** Asks the user ssh's prompts; without it a sign-in that needs one fails. */
  readonly answer?: AnswerPrompt | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Connects to a host with the system's ssh: non-interactively first, then, if necessary,
 * interactively.
 *
 * @param host validated by `resolveTarget`
 * @throws ConnectionLost when the host does not respond; UserError when it denies access,
 *   SignInNeeded if an interactive login may succeed; AbortError when the user dismissed a prompt
 */
export async function connectSsh(host: string, connecting: Connecting = {}): Promise<Shell> {
  const silent = await attempt(host, { ...connecting, answer: undefined });
  if ('shell' in silent) return silent.shell;
  const kind = sshFailureKind(silent.said);
  const isForPerson = kind === 'denied' || kind === 'unknown-host-key';
  if (isForPerson && !connecting.answer) throw new SignInNeeded(host, failureOf(host, silent).text);
  if (!isForPerson || !connecting.answer) throw failureOf(host, silent);
  const helped = await attempt(host, connecting);
  if ('shell' in helped) return helped.shell;
  if (helped.isDeclined) throw new DOMException(`Signing in to ${host} was left.`, 'AbortError');
  throw failureOf(host, helped);
}

/**
 * The host needs a password, a passphrase or acceptance of its key, but prompting was not possible.
 */
export class SignInNeeded extends UserError {
  readonly host: string;

  constructor(host: string, text: Text) {
    super(text);
    this.host = host;
  }
}

interface Refusal {
  readonly said: string;
  readonly isDeclined: boolean;
  /** Login succeeded, but there is no POSIX shell. */
  readonly isInside: boolean;
}

function failureOf(host: string, { said, isInside }: Refusal): UserError | ConnectionLost {
  const kind = isInside ? 'no-shell' : sshFailureKind(said);
  const failure = sshFailure(host, kind, said);
  return kind === 'unreachable' ? new ConnectionLost(failure.text) : failure;
}

/**
 * Opens the connection that later calls share. It runs `cat` on the host, whose input ends with
 * this process, so that no connection outlives a window.
 */
async function attempt(
  host: string,
  { answer, signal, ...options }: Connecting,
): Promise<{ readonly shell: Shell } | Refusal> {
  const isShared = canShareConnections(options.platform);
  const folder = isShared ? await mkdtemp(join(socketRoot(), 'cl-')) : undefined;
  const askpass = answer && (await startAskpass(answer, options.platform));
  const env = { ...process.env, ...(askpass?.env ?? { SSH_ASKPASS_REQUIRE: 'never' }) };
  const strict = answer !== undefined && (await isStrict(host, options));
  const call = { ...options, mayAsk: answer !== undefined, strict };
  const open = (script: string, role: SshRole): Channel =>
    channelOf(
      spawn('ssh', sshArguments(host, commandForAnyShell(script), { ...call, role }), {
        stdio: ['pipe', 'pipe', 'pipe'],
        cwd: safeFolder(),
        env,
        // No terminal to prompt on, and no Ctrl-C that was meant for another process.
        detached: options.platform !== 'win32',
        windowsHide: true,
      }),
    );
  const marker = randomBytes(8).toString('hex');
  const script = `printf '\\n%s\\n' ${quoteForSh(marker)}; exec cat >/dev/null`;
  const socket = join(folder ?? '', 'm');
  const master = open(script, isShared ? { kind: 'master', socket } : { kind: 'alone' });
  const abort = (): void => {
    master.close();
  };
  signal?.addEventListener('abort', abort, { once: true });
  const clear = async (): Promise<void> => {
    master.close();
    await askpass?.stop();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  };
  try {
    if (await says(master, marker)) {
      let isClosed = false;
      void master.ended.then(() => {
        isClosed = true;
        clear().catch(() => undefined);
      });
      if (isShared) await askpass?.stop();
      return {
        shell: {
          name: host,
          open: (text) => open(text, isShared ? { kind: 'client', socket } : { kind: 'alone' }),
          failureOf: ({ exit, stderr }) =>
            // ssh's own failures have status 255; an interrupted command has none.
            isClosed || exit === 255 || exit === null
              ? new ConnectionLost(say('The connection to {0} was lost. {1}', host, stderr.trim()))
              : new UserError(
                  say('{0} answered with {1}: {2}', host, exit, stderr.trim()),
                  'show log',
                ),
          gone: master.ended,
          close: () => void clear().catch(() => undefined),
        },
      };
    }
    const { exit, stderr } = await master.ended;
    await clear();
    signal?.throwIfAborted();
    if (stderr.includes('ENOENT') && exit === null) throw noSsh();
    const isInside = exit !== 255 && exit !== null;
    return { said: stderr, isDeclined: askpass?.isDeclined() ?? false, isInside };
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}

const noSsh = (): UserError =>
  new UserError(say('There is no ssh on this machine. Install OpenSSH’s client and try again.'));

/** Waits for a line; false when the stream ends without it. */
async function says({ stdout }: Channel, marker: string): Promise<boolean> {
  let text = '';
  return new Promise((resolve) => {
    const look = (chunk: Buffer): void => {
      text = (text + chunk.toString('latin1')).slice(-4096);
      if (!text.includes(`\n${marker}\n`)) return;
      resolve(true);
    };
    stdout.on('data', look).once('close', () => {
      resolve(false);
    });
  });
}

/** True if the user's ssh config rejects unknown hosts: then there is no prompt. */
async function isStrict(host: string, { configFile }: SshOptions): Promise<boolean> {
  const args = [...(configFile === undefined ? [] : ['-F', configFile]), '-G', '--', host];
  try {
    const { stdout } = await promisify(execFile)('ssh', args, {
      timeout: 10_000,
      cwd: safeFolder(),
    });
    return /^stricthostkeychecking (true|yes)$/im.test(stdout);
  } catch {
    return false;
  }
}
