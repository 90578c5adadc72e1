import * as vscode from 'vscode';
import type { TargetSetting } from '../../core/target/targetSetting.ts';
import type { Python } from '../../host/python/findPython.ts';
import { startRun } from '../../host/run/startRun.ts';
import { localTargetWith } from '../../host/target/localTarget.ts';
import type { ReadyTarget } from '../../host/run/target.ts';
import { abortSignalOf } from '../common/abortSignal.ts';
import { choosePython } from '../target/choosePython.ts';
import type { RunParts } from './runParts.ts';
import { showInformation, withProgress } from '../common/say.ts';

/** Where a run will start: this machine with a Python, or a connected host. */
export type ChosenTarget = { readonly target: ReadyTarget } & (
  | { readonly kind: 'here'; readonly python: Python }
  | { readonly kind: 'target'; readonly setting: TargetSetting }
);

/**
 * Makes sure that a target is ready before anything is created for a run.
 *
 * @throws UserError when there is no Python here, or the host cannot be reached
 */
export async function prepareStart(target: string, parts: RunParts): Promise<ChosenTarget> {
  const setting = parts.targets.named(target);
  if (!setting) {
    const python = await choosePython(parts);
    return {
      kind: 'here',
      python,
      target: localTargetWith(python, undefined, parts.targets.launchingHere()),
    };
  }
  await parts.targets.signIn(setting);
  return { kind: 'target', setting, target: parts.targets.ready(setting) };
}

/** Starts a prepared run. Cancelling the progress notification stops the upload, not the run. */
export async function startOnTarget(
  folder: string,
  where: ChosenTarget,
  parts: RunParts,
): Promise<void> {
  if (where.kind === 'here') {
    await startRun(folder, where.target);
    return;
  }
  const { name } = where.setting;
  const { pid, gpu, uploaded } = await withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Starting on {0}', name),
      cancellable: true,
    },
    (progress, token) =>
      startRun(folder, where.target, {
        signal: abortSignalOf(token),
        onShare: (share) => {
          progress.report({ message: vscode.l10n.t('sending, {0} %', Math.floor(share * 100)) });
        },
        onLost: (error) => {
          parts.log.warn(error.message);
          progress.report({ message: vscode.l10n.t('connection lost, retrying') });
        },
      }),
  );
  const on = gpu ? `GPU ${gpu.index} (${gpu.name})` : vscode.l10n.t('its CPU, as it has no GPU');
  parts.log.info(
    `${name}: process ${pid} on ${on}; ${uploaded?.sent ?? 0} of ${uploaded?.total ?? 0} bytes were sent.`,
  );
  void showInformation(
    vscode.l10n.t('The run continues on {0}, on {1}. You may close this window.', name, on),
  );
}
