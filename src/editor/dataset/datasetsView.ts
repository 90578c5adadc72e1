import * as vscode from 'vscode';
import { pluralize } from '../../core/common/formatNumbers.ts';
import { datasetViewType } from './openDataset.ts';
import { findDatasets, watchDatasets, type Dataset } from './findDatasets.ts';

/** The view Datasets. A click opens the questions. */
export class DatasetsView implements vscode.TreeDataProvider<Dataset>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #watcher: vscode.Disposable;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor() {
    this.#watcher = watchDatasets(() => {
      this.refresh();
    });
  }

  refresh(): void {
    this.#changed.fire(undefined);
  }

  getChildren(parent?: Dataset): Promise<Dataset[]> | Dataset[] {
    return parent ? [] : findDatasets();
  }

  getTreeItem(dataset: Dataset): vscode.TreeItem {
    const item = new vscode.TreeItem(dataset.name);
    item.id = dataset.uri.toString();
    item.description = pluralize(dataset.questions, 'question');
    item.resourceUri = dataset.uri;
    item.iconPath = new vscode.ThemeIcon('symbol-structure');
    item.tooltip = dataset.uri.fsPath;
    item.contextValue = 'dataset';
    item.command = {
      command: 'vscode.openWith',
      title: 'Open as Table',
      arguments: [dataset.uri, datasetViewType],
    };
    return item;
  }

  dispose(): void {
    this.#watcher.dispose();
    this.#changed.dispose();
  }
}
