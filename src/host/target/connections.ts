import type { TargetSetting } from '../../core/targetSetting.ts';
import type { AnswerPrompt } from './askpass.ts';
import type { Connect } from './persist.ts';
import { connectSsh } from './sshTarget.ts';
import type { SshOptions } from './sshArguments.ts';
import { ConnectionLost, type Target } from './target.ts';

/** The window's connections: one a host, opened when wanted, opened anew when lost. */
export class Connections {
  readonly #options: SshOptions;
  readonly #open = new Map<string, Promise<Target>>();
  #isClosed = false;

  constructor(options: SshOptions = {}) {
    this.#options = options;
  }

  /**
   * A way to a host.
   *
   * @param answer puts ssh's questions to the person; without it a sign-in that needs one fails
   */
  to({ host }: Pick<TargetSetting, 'host'>, answer?: AnswerPrompt): Connect {
    return async (signal) => {
      signal?.throwIfAborted();
      const known = this.#open.get(host);
      // Two that want the same host sign in once; the one who may not ask waits for the one who may.
      if (known) return known;
      const opening = connectSsh(host, { ...this.#options, answer });
      this.#open.set(host, opening);
      const forget = (): void => {
        if (this.#open.get(host) === opening) this.#open.delete(host);
      };
      try {
        const target = await opening;
        void target.gone.then(forget);
        if (this.#isClosed) {
          target.close();
          throw new ConnectionLost('This window is closing.');
        }
        return target;
      } catch (error) {
        forget();
        throw error;
      }
    };
  }

  /** Lets go of all connections; what runs on the hosts goes on. */
  dispose(): void {
    this.#isClosed = true;
    for (const opening of this.#open.values()) {
      opening.then(
        (target) => {
          target.close();
        },
        () => undefined,
      );
    }
    this.#open.clear();
  }
}
