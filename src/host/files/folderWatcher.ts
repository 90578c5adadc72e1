import { existsSync, watch, type FSWatcher } from 'node:fs';

/** Of what comes and goes at once, one word is enough. */
const quietMilliseconds = 100;

/** Tells when something comes into one of several folders, or goes; not of what is within it. */
export class FolderWatcher {
  readonly #watchers = new Map<string, FSWatcher>();
  readonly #onChange: () => void;
  #telling: NodeJS.Timeout | undefined;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** Watches a folder from now on, if it is there; what is watched already, goes on. */
  add(folder: string): void {
    if (this.#watchers.has(folder)) return;
    try {
      const watcher = watch(folder, () => {
        // Of a folder that is gone nothing more is heard, not even when there is another.
        if (!existsSync(folder)) this.#remove(folder);
        this.#tell();
      });
      watcher.on('error', () => {
        this.#remove(folder);
      });
      this.#watchers.set(folder, watcher);
    } catch {
      // It is not there, or there are no more watchers to be had.
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
