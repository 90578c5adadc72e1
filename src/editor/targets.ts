import * as vscode from 'vscode';
import { problemOfHost, resolveTarget, type TargetSetting } from '../core/targetSetting.ts';
import { UserError } from '../core/userError.ts';
import { Connections } from '../host/target/connections.ts';
import type { Connect } from '../host/target/persist.ts';
import { ConnectionLost, type Target } from '../host/target/target.ts';
import { readTargetRun } from '../host/target/targetRun.ts';
import { abortSignalOf } from './abortSignal.ts';
import { answerPrompt } from './answerPrompt.ts';

/** The hosts that the settings name, and this window's connections to them. */
export class Targets implements vscode.Disposable {
  readonly #connections = new Connections();

  /** What `cricketLora.target` chooses; undefined for this machine. @throws UserError */
  chosen(): TargetSetting | undefined {
    return this.named(vscode.workspace.getConfiguration('cricketLora').get('target', 'local'));
  }

  /** A target by its name; undefined for this machine. @throws UserError */
  named(name: string): TargetSetting | undefined {
    return resolveTarget(name, vscode.workspace.getConfiguration('cricketLora').get('targets'));
  }

  /**
   * Connects, with the person's help where that takes it.
   *
   * @throws UserError when the host does not answer or does not let us in; AbortError when a question of
   *   ssh or the progress is left
   */
  async signIn({ host, name }: TargetSetting): Promise<Target> {
    return vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: `Connecting to ${name}`,
        cancellable: true,
      },
      async (_, token) => {
        const signal = abortSignalOf(token);
        const connecting = this.#connections.to({ host }, answerPrompt(name))(signal);
        const left = new Promise<never>((__, reject) => {
          signal.addEventListener('abort', () => {
            reject(signal.reason as Error);
          });
        });
        try {
          return await Promise.race([connecting, left]);
        } catch (error) {
          connecting.catch(() => undefined);
          throw error instanceof ConnectionLost ? new UserError(error.message) : error;
        }
      },
    );
  }

  /** A way to a host on which nobody is asked anything: for what goes on in the background. */
  silently(setting: Pick<TargetSetting, 'host'>): Connect {
    return this.#connections.to(setting);
  }

  /** The silent way to where a run is, as its folder tells. */
  toRun(folder: string): Connect {
    return async (signal) => {
      const there = await readTargetRun(folder);
      // The folder is a workspace's: what it says is not trusted more than a setting.
      if (!there || problemOfHost(there.host) !== undefined) {
        throw new UserError(`The target of ${folder} is not known.`);
      }
      return this.#connections.to(there)(signal);
    };
  }

  dispose(): void {
    this.#connections.dispose();
  }
}
