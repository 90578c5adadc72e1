import * as vscode from 'vscode';
import type { RunRequest } from '../../core/run/runRequest.ts';
import {
  launchingHere,
  localTargetName,
  resolveTarget,
  type TargetSetting,
} from '../../core/target/targetSetting.ts';
import { UserError } from '../../core/common/userError.ts';
import { Connections } from '../../host/shell/connections.ts';
import { localTarget } from '../../host/target/localTarget.ts';
import type { Connect } from '../../host/shell/retryWhileLost.ts';
import { ConnectionLost, type Shell } from '../../host/shell/shell.ts';
import { sshTarget, sshTargetOf } from '../../host/target/sshTarget.ts';
import type { ReadyTarget, Target } from '../../host/run/target.ts';
import { connectToRun } from '../../host/target/targetOfRun.ts';
import { abortSignalOf } from '../common/abortSignal.ts';
import { answerPrompt } from './answerPrompt.ts';
import { trusted } from '../common/trust.ts';
import { withProgress } from '../common/say.ts';

/** The location of a run, as far as it is known. */
interface RunPlace {
  readonly folder: string;
  readonly request: RunRequest;
}

/** The configured hosts and this window's connections to them. */
export class Targets implements vscode.Disposable {
  readonly #connections = new Connections();

  /**
   * The host in `cricketLora.target`; undefined for this machine.
   *
   * @throws UserError
   */
  chosen(): TargetSetting | undefined {
    return this.named(vscode.workspace.getConfiguration('cricketLora').get('target', 'local'));
  }

  /**
   * A target by name; undefined for this machine.
   *
   * @throws UserError
   */
  named(name: string): TargetSetting | undefined {
    return resolveTarget(name, this.settings());
  }

  /**
   * How this machine starts a trainer.
   *
   * @throws UserError
   */
  launchingHere(): ReturnType<typeof launchingHere> {
    return launchingHere(this.settings());
  }

  /** `cricketLora.targets`, unchecked. Its scope is the machine: no workspace sets what it starts. */
  settings(): unknown {
    return vscode.workspace.getConfiguration('cricketLora').get('targets');
  }

  /**
   * Connects, interactively if necessary.
   *
   * @throws UserError when the host does not respond or denies access; AbortError when a prompt or
   *   the progress notification is dismissed
   */
  signIn(setting: TargetSetting): Promise<Shell> {
    return this.#connect(setting.name, this.#connections.to(setting, answerPrompt(setting.name)));
  }

  /** Connects to a run's host, as `signIn` does. */
  signInTo(run: RunPlace): Promise<Shell> {
    return this.#connect(run.request.target, this.toRun(run));
  }

  async #connect(name: string, connect: Connect): Promise<Shell> {
    return withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: vscode.l10n.t('Connecting to {0}', name),
        cancellable: true,
      },
      async (_, token) => {
        const signal = abortSignalOf(token);
        const connecting = connect(signal);
        const left = new Promise<never>((__, reject) => {
          signal.addEventListener('abort', () => {
            reject(signal.reason as Error);
          });
        });
        try {
          return await Promise.race([connecting, left]);
        } catch (error) {
          connecting.catch(() => undefined);
          throw error instanceof ConnectionLost
            ? new UserError(error.text, 'choose target')
            : error;
        }
      },
    );
  }

  /** A host to start runs on, with the interactive connection. */
  ready(setting: TargetSetting): ReadyTarget {
    return sshTargetOf(setting, {
      connect: this.#connections.to(setting),
      connectForPerson: this.#connections.to(setting, answerPrompt(setting.name)),
    });
  }

  /**
   * The target of a run. Following it never prompts, and does not connect until the workspace is
   * trusted.
   */
  of({ folder, request }: RunPlace): Target {
    if (request.target === localTargetName) return localTarget;
    const silently = connectToRun(folder, (there) => this.#connections.to(there));
    return sshTarget({
      connect: async (signal) => {
        await trusted(signal);
        return silently(signal);
      },
      connectForPerson: this.toRun({ folder, request }),
    });
  }

  /** An interactive connection to a run's host. */
  toRun({ folder, request }: RunPlace): Connect {
    const answer = answerPrompt(request.target);
    const connect = connectToRun(folder, (there) => this.#connections.to(there, answer));
    return async (signal) => {
      // The host comes from the run's folder, which is not trusted enough to ask for a password.
      if (vscode.workspace.isTrusted) return connect(signal);
      throw new UserError(
        vscode.l10n.t(
          'No connection is made for a folder that is not trusted. Trust it first: Manage Workspace Trust.',
        ),
      );
    };
  }

  dispose(): void {
    this.#connections.dispose();
  }
}
