import * as vscode from 'vscode';
import { hyperparameters, type HyperparameterName } from '../../core/recipe/recipe.ts';
import { embeddedBase } from '../../host/base/embeddedBase.ts';

export interface Settings {
  /** As written: a hub id, a folder, or `embedded`. */
  readonly base: string;
  readonly python: string;
  readonly target: string;
  /** Not validated, like `overrides`: settings.json may hold anything. */
  readonly preset: string;
  /** Hyperparameters that are set, by name. */
  readonly overrides: Readonly<Record<string, unknown>>;
}

/** The scope of a value, in the settings editor's terms. */
export type SettingSource = 'default' | 'user' | 'workspace' | 'folder';

export const hyperparameterNames = Object.keys(hyperparameters) as HyperparameterName[];

/** The settings that apply to a file or folder. */
export function readSettings(scope?: vscode.Uri): Settings {
  const settings = vscode.workspace.getConfiguration('cricketLora', scope);
  return {
    base: settings.get('base', '').trim(),
    python: settings.get('python', '').trim(),
    target: settings.get('target', 'local').trim() || 'local',
    preset: settings.get('recipe.preset', 'recall'),
    overrides: Object.fromEntries(
      hyperparameterNames
        .map((name) => [name, settings.get<unknown>(`recipe.${name}`, null)] as const)
        .filter(([, value]) => value !== null),
    ),
  };
}

/** The scope in which `cricketLora.<key>` is set for a file or folder. */
export function sourceOf(key: string, scope?: vscode.Uri): SettingSource {
  const found = vscode.workspace.getConfiguration('cricketLora', scope).inspect(key);
  // With a single folder open, its settings are the workspace's.
  const isMultiRoot = vscode.workspace.workspaceFile !== undefined;
  if (isMultiRoot && found?.workspaceFolderValue !== undefined) return 'folder';
  if (found?.workspaceValue !== undefined) return 'workspace';
  return found?.globalValue === undefined ? 'default' : 'user';
}

/** Sets the base in the workspace if one is open, otherwise for the user. */
export async function setBase(base: string): Promise<void> {
  const target =
    vscode.workspace.workspaceFolders === undefined
      ? vscode.ConfigurationTarget.Global
      : vscode.ConfigurationTarget.Workspace;
  await vscode.workspace.getConfiguration('cricketLora').update('base', base, target);
}

export const useEmbeddedBase = (): Promise<void> => setBase(embeddedBase);
