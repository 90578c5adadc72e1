import { inWords } from '../common/inWords.ts';
import * as vscode from 'vscode';
import { counted } from '../common/counted.ts';
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

/** The hyperparameters that are as the preset has them. */
interface AsPreset {
  readonly preset: string;
  readonly lines: readonly RecipeLine[];
}

/**
 * The view Recipe: what a training started now would use. Base, preset, and what differs from it; the rest
 * is folded. A click opens the setting.
 */
export class RecipeView
  implements vscode.TreeDataProvider<RecipeLine | AsPreset>, vscode.Disposable
{
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

  getChildren(parent?: RecipeLine | AsPreset): (RecipeLine | AsPreset)[] {
    if (parent) return 'lines' in parent ? [...parent.lines] : [];
    const scope = vscode.workspace.workspaceFolders?.[0]?.uri;
    const settings = readSettings(scope);
    const preset = isPreset(settings.preset) ? settings.preset : 'recall';
    const lines = hyperparameterNames.map((name) => {
      const set = settings.overrides[name];
      const value = set ?? presets[preset][name];
      const origin =
        set === undefined ? vscode.l10n.t('preset {0}', preset) : sourceOf(`recipe.${name}`, scope);
      return { line: lineOf(name, value, origin), isSet: set !== undefined };
    });
    const linesOf = (wanted: boolean): RecipeLine[] =>
      lines.filter(({ isSet }) => isSet === wanted).map(({ line }) => line);
    return [
      {
        key: 'base',
        label: 'base',
        value: settings.base,
        origin: sourceOf('base', scope),
        reason: vscode.l10n.t('The model that is fine-tuned.'),
      },
      {
        key: 'recipe.preset',
        label: 'preset',
        value: settings.preset,
        origin: sourceOf('recipe.preset', scope),
        reason: vscode.l10n.t('The recipe that fills what is not set.'),
        ...(preset !== settings.preset && {
          problem: vscode.l10n.t('It must be one of {0}.', Object.keys(presets).join(', ')),
        }),
      },
      ...linesOf(true),
      { preset, lines: linesOf(false) },
    ];
  }

  getTreeItem(line: RecipeLine | AsPreset): vscode.TreeItem {
    if ('lines' in line) return foldedItem(line);
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
      title: vscode.l10n.t('Open Setting'),
      arguments: [setting],
    };
    return item;
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }
}

function foldedItem({ preset, lines }: AsPreset): vscode.TreeItem {
  const item = new vscode.TreeItem(
    vscode.l10n.t('As in {0}', preset),
    vscode.TreeItemCollapsibleState.Collapsed,
  );
  item.id = 'as preset';
  item.description = counted(lines.length, 'hyperparameter');
  return item;
}

function lineOf(name: HyperparameterName, value: unknown, origin: string): RecipeLine {
  const { unit, reason } = hyperparameters[name];
  const [problem] = checkRecipe({ [name]: value });
  return {
    key: `recipe.${name}`,
    label: name,
    value: `${format(value)}${typeof value === 'number' && unit !== '' && unit !== 'share' ? ` ${inWords(unit)}` : ''}`,
    origin,
    reason: inWords(reason),
    ...(problem && { problem: inWords(problem.message) }),
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
