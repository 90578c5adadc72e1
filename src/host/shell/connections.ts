import { say } from '../../core/common/sentence.ts';
import { setTimeout as delay } from 'node:timers/promises';
import type { TargetSetting } from '../../core/target/targetSetting.ts';
import type { AnswerPrompt } from './askpass.ts';
import type { Connect } from './retryWhileLost.ts';
import { connectSsh, SignInNeeded } from './connectSsh.ts';
import type { SshOptions } from './sshArguments.ts';
import { ConnectionLost, type Shell } from './shell.ts';

/** The window's connections: one per host, opened on demand and again when lost. */
export class Connections {
  readonly #options: SshOptions;
  readonly #open = new Map<string, Opening>();
  /** Hosts that need an interactive login. */
  readonly #locked = new Map<string, Locked>();
  #isClosed = false;

  constructor(options: SshOptions = {}) {
    this.#options = options;
  }

  /**
   * Connects to a host. A host that has asked for a login is not contacted again non-interactively
   * until the user has signed in: each attempt would be another failed login in its log.
   *
   * @param answer asks the user ssh's prompts; without it a sign-in that needs one fails with
   *   SignInNeeded once, and the next attempt waits for the user
   */
  to({ host }: Pick<TargetSetting, 'host'>, answer?: AnswerPrompt): Connect {
    let isTold = false;
    return async (signal) => {
      signal?.throwIfAborted();
      const mayAsk = answer !== undefined;
      for (let known = this.#open.get(host); known; known = this.#open.get(host)) {
        // Concurrent calls for the same host share one sign-in.
        if (known.mayAsk === mayAsk) return known.shell;
        try {
          return await known.shell;
        } catch {
          // An interactive failure says nothing about a non-interactive attempt: keep them apart.
        }
      }
      const locked = mayAsk ? undefined : this.#locked.get(host);
      if (locked) {
        if (!isTold) {
          isTold = true;
          throw locked.error;
        }
        await untilSignedIn(locked, signal);
        const signedIn = this.#open.get(host);
        if (signedIn) return signedIn.shell;
      }
      const opening = { mayAsk, shell: connectSsh(host, { ...this.#options, answer }) };
      this.#open.set(host, opening);
      const forget = (): void => {
        if (this.#open.get(host) === opening) this.#open.delete(host);
      };
      try {
        const shell = await opening.shell;
        void shell.gone.then(forget);
        if (this.#isClosed) {
          shell.close();
          throw new ConnectionLost(say('This window is closing.'));
        }
        this.#unlock(host);
        return shell;
      } catch (error) {
        forget();
        if (error instanceof SignInNeeded && !mayAsk) {
          isTold = true;
          if (!this.#locked.has(host)) this.#locked.set(host, new Locked(error));
        }
        throw error;
      }
    };
  }

  #unlock(host: string): void {
    this.#locked.get(host)?.signedIn.abort();
    this.#locked.delete(host);
  }

  /** Closes all connections; processes on the hosts continue. */
  dispose(): void {
    this.#isClosed = true;
    for (const opening of this.#open.values()) {
      opening.shell.then(
        (shell) => {
          shell.close();
        },
        () => undefined,
      );
    }
    this.#open.clear();
  }
}

interface Opening {
  readonly shell: Promise<Shell>;
  /** Whether the user may be prompted. */
  readonly mayAsk: boolean;
}

class Locked {
  readonly error: SignInNeeded;
  /** Aborted once the user has signed in. */
  readonly signedIn = new AbortController();

  constructor(error: SignInNeeded) {
    this.error = error;
  }
}

/** The ssh agent may have received the key meanwhile: retry now and then. */
const knockMilliseconds = 300_000;

async function untilSignedIn({ signedIn }: Locked, signal: AbortSignal | undefined): Promise<void> {
  const end = signal ? AbortSignal.any([signedIn.signal, signal]) : signedIn.signal;
  await delay(knockMilliseconds, undefined, { signal: end }).catch(() => undefined);
  signal?.throwIfAborted();
}
