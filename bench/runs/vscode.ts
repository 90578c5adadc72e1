/** As much of VS Code's API as the view Tables and Runs needs, for a window without a screen. */
export const folders: string[] = [];

export const workspace = {
  isTrusted: true,
  get workspaceFolders() {
    return folders.map((path) => ({ uri: { scheme: 'file', fsPath: path, path } }));
  },
};

export class EventEmitter {
  readonly #listeners = new Set<(value: unknown) => void>();
  readonly event = (listener: (value: unknown) => void) => {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  };
  fire(value: unknown): void {
    for (const listener of this.#listeners) listener(value);
  }
  dispose(): void {
    this.#listeners.clear();
  }
}

export class TreeItem {
  readonly label: string;
  constructor(label: string) {
    this.label = label;
  }
}
export const TreeItemCollapsibleState = { None: 0, Collapsed: 1, Expanded: 2 };
export class ThemeIcon {
  static readonly File = new ThemeIcon();
}
export class ThemeColor {}
export class MarkdownString {}
export const Uri = { joinPath: () => ({ fsPath: '' }), file: (path: string) => ({ path }) };
export const Disposable = { from: () => ({ dispose: () => undefined }) };
