import * as vscode from 'vscode';
import { tableGlob } from '../../core/table/tableFiles.ts';
import { findDatasets, watchDatasets, type Dataset } from '../dataset/findDatasets.ts';

export interface FoundFiles {
  readonly tables: readonly vscode.Uri[];
  readonly datasets: readonly Dataset[];
}

/** Tables to look for at most: a longer list is of no use in a sidebar. */
const mostTables = 1000;

/** Tables and datasets of the workspace, searched again once some come, go or change. */
export class WorkspaceFiles implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #owned: vscode.Disposable;
  #found: Promise<FoundFiles> | undefined;

  readonly onDidChange = this.#changed.event;

  constructor() {
    const again = (): void => {
      this.refresh();
    };
    const tables = vscode.workspace.createFileSystemWatcher(tableGlob, false, true, false);
    this.#owned = vscode.Disposable.from(
      this.#changed,
      tables,
      tables.onDidCreate(again),
      tables.onDidDelete(again),
      watchDatasets(again),
    );
  }

  list(): Promise<FoundFiles> {
    this.#found ??= find();
    return this.#found;
  }

  refresh(): void {
    this.#found = undefined;
    this.#changed.fire(undefined);
  }

  dispose(): void {
    this.#owned.dispose();
  }
}

async function find(): Promise<FoundFiles> {
  const [tables, datasets] = await Promise.all([
    vscode.workspace.findFiles(tableGlob, '**/{node_modules,.cricket-lora,.venv}/**', mostTables),
    findDatasets(),
  ]);
  return { tables: tables.filter(({ scheme }) => scheme === 'file'), datasets };
}
