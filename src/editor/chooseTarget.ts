import * as vscode from 'vscode';
import type { TargetSetting } from '../core/targetSetting.ts';
import { UserError } from '../core/userError.ts';
import type { Targets } from './targets.ts';

/**
 * The host that a command means: the chosen target, else the one that is picked of those that are named.
 *
 * @throws UserError when no host is named anywhere
 */
export async function chooseTarget(
  targets: Targets,
  title: string,
): Promise<TargetSetting | undefined> {
  const chosen = targets.chosen();
  if (chosen) return chosen;
  const named = vscode.workspace
    .getConfiguration('cricketLora')
    .get<Readonly<Record<string, unknown>>>('targets', {});
  const names = Object.keys(named);
  if (names.length === 0) {
    throw new UserError(
      'No host is named: training runs on this machine. Set cricketLora.target to an alias of your ssh config or to user@host.',
      'open settings',
    );
  }
  const name = await vscode.window.showQuickPick(names, { title, placeHolder: 'Target' });
  return name === undefined ? undefined : targets.named(name);
}
