import { inWords } from '../common/inWords.ts';
import * as vscode from 'vscode';
import {
  localTargetName,
  problemOfHost,
  resolveTarget,
  type TargetSetting,
} from '../../core/target/targetSetting.ts';
import { UserError } from '../../core/common/userError.ts';
import type { Targets } from './targets.ts';
import { askFor } from '../common/say.ts';

/**
 * The host that a command applies to: the chosen target, or one that the user picks from the
 * configured hosts.
 *
 * @throws UserError when no host is configured
 */
export async function chooseTarget(
  targets: Targets,
  title: string,
): Promise<TargetSetting | undefined> {
  const chosen = targets.chosen();
  if (chosen) return chosen;
  const names = Object.keys(namedTargets());
  if (names.length === 0) {
    throw new UserError(
      vscode.l10n.t(
        'No host is configured: training runs on this machine. Set cricketLora.target to an alias of your ssh config or to user@host.',
      ),
      'open settings',
    );
  }
  const name = await vscode.window.showQuickPick(names, {
    title,
    placeHolder: vscode.l10n.t('Target'),
  });
  return name === undefined ? undefined : targets.named(name);
}

const settings = () => vscode.workspace.getConfiguration('cricketLora');
const namedTargets = () => settings().get<Readonly<Record<string, unknown>>>('targets', {});

/**
 * The command Choose Target: sets where training runs, picked from the configured hosts or typed.
 */
export async function chooseTargetCommand(): Promise<void> {
  const now = settings().get('target', localTargetName).trim() || localTargetName;
  const named = namedTargets();
  const names = new Set([localTargetName, ...Object.keys(named), now]);
  const other = {
    label: vscode.l10n.t('Another Host…'),
    description: vscode.l10n.t('an alias of your ssh config, or user@host'),
  };
  const items = [...names].map((name) => ({
    label: name,
    description: name === localTargetName ? vscode.l10n.t('this machine') : describe(name, named),
    ...(name === now && { detail: vscode.l10n.t('chosen now') }),
  }));
  const picked = await vscode.window.showQuickPick([...items, other], {
    title: vscode.l10n.t('Choose Target'),
    placeHolder: vscode.l10n.t('Where training runs'),
  });
  const name = picked === other ? await askForHost() : picked?.label;
  if (name === undefined) return;
  await settings().update('target', name, vscode.ConfigurationTarget.Global);
}

function describe(name: string, named: unknown): string {
  try {
    const target = resolveTarget(name, named);
    return target ? `${target.host} · ${target.folder}` : '';
  } catch (error) {
    return error instanceof UserError ? inWords(error.text) : '';
  }
}

const askForHost = (): Thenable<string | undefined> =>
  askFor({
    title: vscode.l10n.t('Choose Target: Another Host'),
    prompt: vscode.l10n.t('An alias of your ssh config, or user@host'),
    validateInput: (host) => {
      const problem = problemOfHost(host.trim());
      return problem && vscode.l10n.t('This cannot be a host: {0}.', inWords(problem));
    },
  });
