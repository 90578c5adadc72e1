import * as vscode from 'vscode';
import { checkRecipe } from '../../core/recipe/checkRecipe.ts';
import { hyperparameters, presets, type HyperparameterName } from '../../core/recipe/recipe.ts';
import { isPreset } from '../../core/recipe/resolveRecipe.ts';
import { escapeMarkdown } from '../common/escapeMarkdown.ts';
import { hyperparameterNames, readSettings, sourceOf } from '../settings/settings.ts';

/** A line of the view: a setting, its value, and the source of the value. */
interface RecipeLine {
  /** Key below `cricketLora.`. */
  readonly key: string;
  readonly label: string;
  readonly value: string;
  readonly origin: string;
  readonly reason: string;
  readonly problem?: string;
}

/** The view Recipe: the values that a training started now would use. A click opens the setting. */
export class RecipeView implements vscode.TreeDataProvider<RecipeLine>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #subscription: vscode.Disposable;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor() {
    const changed = (): void => {
      this.#changed.fire(undefined);
    };
    this.#subscription = vscode.Disposable.from(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('cricketLora')) changed();
      }),
      vscode.workspace.onDidChangeWorkspaceFolders(changed),
    );
  }

  getChildren(parent?: RecipeLine): RecipeLine[] {
    if (parent) return [];
    const scope = vscode.workspace.workspaceFolders?.[0]?.uri;
    const settings = readSettings(scope);
    const preset = isPreset(settings.preset) ? settings.preset : 'recall';
    return [
      {
        key: 'base',
        label: 'base',
        value: settings.base,
        origin: sourceOf('base', scope),
        reason: 'The model that is fine-tuned.',
      },
      {
        key: 'recipe.preset',
        label: 'preset',
        value: settings.preset,
        origin: sourceOf('recipe.preset', scope),
        reason: 'The recipe that fills what is not set.',
        ...(preset !== settings.preset && {
          problem: `It must be one of ${Object.keys(presets).join(', ')}.`,
        }),
      },
      ...hyperparameterNames.map((name) => {
        const set = settings.overrides[name];
        const value = set ?? presets[preset][name];
        const origin = set === undefined ? `preset ${preset}` : sourceOf(`recipe.${name}`, scope);
        return lineOf(name, value, origin);
      }),
    ];
  }

  getTreeItem(line: RecipeLine): vscode.TreeItem {
    const item = new vscode.TreeItem(line.label);
    const setting = `cricketLora.${line.key}`;
    item.id = setting;
    item.description = `${line.value} — ${line.origin}`;
    item.tooltip = new vscode.MarkdownString(
      [line.problem, line.reason, `${setting}: ${line.value}`]
        .filter((part) => part !== undefined)
        .map(escapeMarkdown)
        .join('\n\n'),
    );
    item.iconPath = iconOf(line);
    item.command = {
      command: 'workbench.action.openSettings',
      title: 'Open Setting',
      arguments: [setting],
    };
    return item;
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }
}

function lineOf(name: HyperparameterName, value: unknown, origin: string): RecipeLine {
  const { unit, reason } = hyperparameters[name];
  const [problem] = checkRecipe({ [name]: value });
  return {
    key: `recipe.${name}`,
    label: name,
    value: `${format(value)}${typeof value === 'number' && unit !== '' && unit !== 'share' ? ` ${unit}` : ''}`,
    origin,
    reason,
    ...(problem && { problem: problem.message }),
  };
}

function format(value: unknown): string {
  if (Array.isArray(value)) return value.join(', ');
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function iconOf({ problem, origin }: RecipeLine): vscode.ThemeIcon {
  if (problem !== undefined) {
    return new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
  }
  const isSet = origin === 'user' || origin === 'workspace' || origin === 'folder';
  return new vscode.ThemeIcon(isSet ? 'edit' : 'symbol-parameter');
}
