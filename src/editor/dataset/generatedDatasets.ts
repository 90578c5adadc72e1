import * as vscode from 'vscode';
import { isAsGenerated } from '../../host/dataset/isAsGenerated.ts';
import { debounce } from '../../core/common/debounce.ts';
import { fileInFront } from '../common/fileInFront.ts';
import { datasetGlob, isDatasetPath } from './findDatasets.ts';

/** Milliseconds without a change of tabs or files after which the editor in front is looked at. */
const settling = 50;

/**
 * Opens generated datasets read-only, so that no key pressed by mistake changes what a run is trained on.
 * One that was edited, on the disk or after *Edit Questions*, stays as it is. VS Code has no interface for
 * this but its commands for the editor in front.
 */
export class GeneratedDatasets implements vscode.Disposable {
  readonly #locked = new Set<string>();
  /** Those that *Edit Questions* was called on, until they are generated again. */
  readonly #unlocked = new Set<string>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #owned: vscode.Disposable;

  /** Fires when a dataset has become read-only or editable. */
  readonly onDidChange = this.#changed.event;

  constructor(onError: (error: unknown) => void) {
    const look = debounce(settling, () => {
      this.#look().catch(onError);
    });
    const watcher = vscode.workspace.createFileSystemWatcher(datasetGlob);
    this.#owned = vscode.Disposable.from(
      this.#changed,
      { dispose: look.cancel },
      watcher,
      watcher.onDidCreate(look),
      watcher.onDidChange(look),
      vscode.window.onDidChangeActiveTextEditor(look),
      vscode.window.tabGroups.onDidChangeTabs(look),
      vscode.window.tabGroups.onDidChangeTabGroups(look),
    );
    look();
  }

  isLocked(uri: vscode.Uri): boolean {
    return this.#locked.has(uri.toString());
  }

  /** The command Edit Questions: the dataset in front can be edited from now on. */
  async edit(): Promise<void> {
    const uri = datasetInFront();
    if (uri === undefined) return;
    this.#unlocked.add(uri.toString());
    await this.#set(uri, false);
  }

  /** It was generated anew: what was edited before is gone. */
  generated(uri: vscode.Uri): void {
    this.#unlocked.delete(uri.toString());
  }

  dispose(): void {
    this.#owned.dispose();
  }

  async #look(): Promise<void> {
    const uri = datasetInFront();
    if (uri === undefined) return;
    const key = uri.toString();
    // What was typed before a reload is restored unsaved, and has to be saved.
    const isKept = this.#unlocked.has(key) || isDirty(key);
    const shallLock = !isKept && (await isAsGenerated(uri.fsPath));
    if (datasetInFront()?.toString() !== key || shallLock === this.#locked.has(key)) return;
    await this.#set(uri, shallLock);
  }

  async #set(uri: vscode.Uri, isLocked: boolean): Promise<void> {
    const key = uri.toString();
    if (isLocked) this.#locked.add(key);
    else this.#locked.delete(key);
    await vscode.commands.executeCommand(
      isLocked
        ? 'workbench.action.files.setActiveEditorReadonlyInSession'
        : 'workbench.action.files.setActiveEditorWriteableInSession',
    );
    this.#changed.fire(uri);
  }
}

const isDirty = (key: string): boolean =>
  vscode.workspace.textDocuments.some(({ uri, isDirty }) => isDirty && uri.toString() === key);

function datasetInFront(): vscode.Uri | undefined {
  const uri = fileInFront();
  return uri !== undefined && isDatasetPath(uri.path) ? uri : undefined;
}
