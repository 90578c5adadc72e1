import { existsSync, watch, type FSWatcher } from 'node:fs';

/** Milliseconds during which changes are reported once. */
const quietMilliseconds = 100;

/**
 * Reports when an entry is added to or removed from one of several folders; not changes deeper
 * down.
 */
export class FolderWatcher {
  readonly #watchers = new Map<string, FSWatcher>();
  readonly #onChange: () => void;
  #telling: NodeJS.Timeout | undefined;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** Starts watching a folder if it exists and is not watched yet. */
  add(folder: string): void {
    if (this.#watchers.has(folder)) return;
    try {
      const watcher = watch(folder, () => {
        // The watcher of a removed folder stays silent, even if the folder is created again.
        if (!existsSync(folder)) this.#remove(folder);
        this.#tell();
      });
      watcher.on('error', () => {
        this.#remove(folder);
      });
      this.#watchers.set(folder, watcher);
    } catch {
      // The folder does not exist, or the system's limit of watchers is reached.
    }
  }

  dispose(): void {
    clearTimeout(this.#telling);
    for (const folder of [...this.#watchers.keys()]) this.#remove(folder);
  }

  #remove(folder: string): void {
    this.#watchers.get(folder)?.close();
    this.#watchers.delete(folder);
  }

  #tell(): void {
    this.#telling ??= setTimeout(() => {
      this.#telling = undefined;
      this.#onChange();
    }, quietMilliseconds);
  }
}
