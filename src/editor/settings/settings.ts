import * as vscode from 'vscode';
import { hyperparameters, type HyperparameterName } from '../../core/recipe/recipe.ts';
import { embeddedBase } from '../../host/base/resolveBase.ts';

export interface Settings {
  /** As written: a hub id, a folder, or `embedded`. */
  readonly base: string;
  readonly python: string;
  readonly target: string;
  /** Null: the dataset's own choice. */
  readonly statistics: readonly string[] | null;
  /** Empty: found by its header. */
  readonly entityColumn: string;
  /** Unchecked, as `overrides`: people write anything into settings.json. */
  readonly preset: string;
  /** Hyperparameters that are set, by name. */
  readonly overrides: Readonly<Record<string, unknown>>;
}

/** Where a value comes from, as the settings editor calls it. */
export type SettingSource = 'default' | 'user' | 'workspace' | 'folder';

export const hyperparameterNames = Object.keys(hyperparameters) as HyperparameterName[];

/** The settings as they hold for a file or folder. */
export function readSettings(scope?: vscode.Uri): Settings {
  const settings = vscode.workspace.getConfiguration('cricketLora', scope);
  return {
    base: settings.get('base', '').trim(),
    python: settings.get('python', '').trim(),
    target: settings.get('target', 'local').trim() || 'local',
    statistics: settings.get<readonly string[] | null>('dataset.statistics', null),
    entityColumn: settings.get('dataset.entityColumn', '').trim(),
    preset: settings.get('recipe.preset', 'recall'),
    overrides: Object.fromEntries(
      hyperparameterNames
        .map((name) => [name, settings.get<unknown>(`recipe.${name}`, null)] as const)
        .filter(([, value]) => value !== null),
    ),
  };
}

/** Who set `cricketLora.<key>` for a file or folder. */
export function sourceOf(key: string, scope?: vscode.Uri): SettingSource {
  const found = vscode.workspace.getConfiguration('cricketLora', scope).inspect(key);
  // Where one folder is open, its settings are the workspace's.
  const isMultiRoot = vscode.workspace.workspaceFile !== undefined;
  if (isMultiRoot && found?.workspaceFolderValue !== undefined) return 'folder';
  if (found?.workspaceValue !== undefined) return 'workspace';
  return found?.globalValue === undefined ? 'default' : 'user';
}

/** Sets the base for the workspace where one is open, else for the user. */
export async function setBase(base: string): Promise<void> {
  const target =
    vscode.workspace.workspaceFolders === undefined
      ? vscode.ConfigurationTarget.Global
      : vscode.ConfigurationTarget.Workspace;
  await vscode.workspace.getConfiguration('cricketLora').update('base', base, target);
}

export const useEmbeddedBase = (): Promise<void> => setBase(embeddedBase);
