import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../../core/common/userError.ts';
import { experimentFile, listExperiments } from '../../host/experiment/experimentFolder.ts';
import { localFolders } from '../common/workspaceFolder.ts';

/** Milliseconds in which changes are told once: a queue of many runs tells of each. */
const quietMilliseconds = 500;

/** The experiments of the workspace. */
export class Experiments implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #watcher: vscode.Disposable;
  #telling: NodeJS.Timeout | undefined;

  readonly onDidChange = this.#changed.event;

  constructor(onRunsChange: vscode.Event<unknown>) {
    const watcher = vscode.workspace.createFileSystemWatcher(
      '**/.cricket-lora/experiments/*/{experiment.json,queue.json,results}',
    );
    const tell = (): void => {
      this.#telling ??= setTimeout(() => {
        this.#telling = undefined;
        this.#changed.fire(undefined);
      }, quietMilliseconds);
    };
    this.#watcher = vscode.Disposable.from(
      watcher,
      watcher.onDidCreate(tell),
      watcher.onDidChange(tell),
      watcher.onDidDelete(tell),
      onRunsChange(tell),
      vscode.workspace.onDidChangeWorkspaceFolders(tell),
    );
  }

  /** Folders of all experiments. */
  async list(): Promise<string[]> {
    const found = await Promise.all(localFolders().map(({ uri }) => listExperiments(uri.fsPath)));
    return found.flat();
  }

  /** Tells of a change that this window has made. */
  refresh(): void {
    this.#changed.fire(undefined);
  }

  /**
   * The experiment that a command means: the one it was called on, else the open one, else the only one or the one
   * that is picked. Undefined when the picker is left.
   *
   * @throws UserError when there is none
   */
  async choose(from: unknown, title: string): Promise<string | undefined> {
    const named = folderIn(from) ?? folderIn(vscode.window.activeTextEditor?.document.uri);
    if (named !== undefined) return named;
    const folders = await this.list();
    if (folders.length === 0) {
      throw new UserError(
        vscode.l10n.t('There is no experiment yet. Make one with New Experiment.'),
      );
    }
    if (folders.length === 1) return folders[0];
    const items = folders.map((folder) => ({ label: basename(folder), folder }));
    const picked = await vscode.window.showQuickPick(items, {
      title,
      placeHolder: vscode.l10n.t('Experiment'),
    });
    return picked?.folder;
  }

  dispose(): void {
    clearTimeout(this.#telling);
    this.#watcher.dispose();
    this.#changed.dispose();
  }
}

function folderIn(from: unknown): string | undefined {
  if (typeof from === 'string') return from;
  if (from instanceof vscode.Uri) {
    const isFile = from.scheme === 'file' && basename(from.fsPath) === experimentFile;
    return isFile ? join(from.fsPath, '..') : undefined;
  }
  const has = typeof from === 'object' && from !== null && 'experiment' in from;
  return has && typeof from.experiment === 'string' ? from.experiment : undefined;
}
