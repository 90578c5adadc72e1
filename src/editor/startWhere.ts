import * as vscode from 'vscode';
import type { TargetSetting } from '../core/targetSetting.ts';
import { UserError } from '../core/userError.ts';
import { embeddedBase, resolveBase } from '../host/base.ts';
import { startRun } from '../host/localRun.ts';
import type { Python } from '../host/python.ts';
import { startTargetRun } from '../host/target/startTargetRun.ts';
import { abortSignalOf } from './abortSignal.ts';
import { choosePython } from './choosePython.ts';
import type { RunParts } from './runParts.ts';

/** What a run is going to be started with: a Python of this machine, or a host that let us in. */
export type Where =
  | { readonly kind: 'here'; readonly python: Python }
  | { readonly kind: 'target'; readonly setting: TargetSetting };

/**
 * Makes sure that a target can be started on, before anything is made for it.
 *
 * @throws UserError when there is no Python here, or the host cannot be reached
 */
export async function chooseWhere(target: string, parts: RunParts): Promise<Where> {
  const setting = parts.targets.named(target);
  if (!setting) return { kind: 'here', python: await choosePython(parts) };
  await parts.targets.signIn(setting);
  return { kind: 'target', setting };
}

/** Starts a run that has been made. Leaving the progress of a target ends the sending, not the run. */
export async function startWhere(folder: string, where: Where, parts: RunParts): Promise<void> {
  if (where.kind === 'here') {
    await startRun(folder, where.python);
    return;
  }
  const { setting } = where;
  const { pid, gpu, uploaded } = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: `Starting on ${setting.name}`,
      cancellable: true,
    },
    (progress, token) =>
      startTargetRun(folder, {
        connect: parts.targets.silently(setting),
        setting,
        signal: abortSignalOf(token),
        onShare: (share) => {
          progress.report({ message: `sending, ${Math.floor(share * 100)} %` });
        },
        onLost: (error) => {
          parts.log.warn(error.message);
          progress.report({ message: 'the connection was lost, trying again' });
        },
      }),
  );
  const on = gpu ? `GPU ${gpu.index} (${gpu.name})` : 'its processor, for it has no GPU';
  parts.log.info(
    `${setting.name}: process ${pid} on ${on}; ${uploaded.sent} of ${uploaded.total} bytes were sent.`,
  );
  void vscode.window.showInformationMessage(
    `The run goes on by itself on ${setting.name}, on ${on}. You may close this window.`,
  );
}

/**
 * The base as a host wants it: the embedded one, a hub id that it downloads, or a folder of its own.
 *
 * @throws UserError for folders relative to this workspace
 */
export async function baseOnTarget(written: string, { name }: TargetSetting): Promise<string> {
  if (/^(\/|~\/)/.test(written)) return written;
  const { kind, base } = await resolveBase(written === '' ? embeddedBase : written, '/');
  if (kind !== 'folder') return base;
  throw new UserError(
    `cricketLora.base is ${JSON.stringify(written)}, a folder beside this workspace, and the run is for ${name}. Set it to embedded, a hub id, or a folder there (beginning with / or ~/).`,
    'open settings',
  );
}
