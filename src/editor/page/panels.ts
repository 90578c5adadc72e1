import * as vscode from 'vscode';

/** The state that a page has saved, by which its panel is restored. */
type PageState = Readonly<Record<string, unknown>>;

interface Kind<Content> {
  readonly viewType: string;
  /** Initial title, until the page sets its own. */
  readonly title: string;
  /** Name of the tab's icon. */
  readonly icon: string;
  /** What a saved panel shows; undefined if it cannot be restored. */
  readonly keyOf: (state: PageState) => string | undefined;
  /** Serves the page. `state` is empty for a new panel. */
  readonly serve: (panel: vscode.WebviewPanel, key: string, state: PageState) => Content;
}

interface Opened<Content> {
  readonly panel: vscode.WebviewPanel;
  readonly content: Content;
}

/** Panels of one kind, one per key; VS Code restores them after a reload. */
export class Panels<Content = void> implements vscode.Disposable {
  readonly #kind: Kind<Content>;
  readonly #open = new Map<string, Opened<Content>>();
  readonly #contents = new Set<Content>();
  readonly #serializer: vscode.Disposable;

  constructor(kind: Kind<Content>) {
    this.#kind = kind;
    this.#serializer = vscode.window.registerWebviewPanelSerializer(kind.viewType, {
      deserializeWebviewPanel: (panel, saved: unknown) => {
        const state = typeof saved === 'object' && saved !== null ? (saved as PageState) : {};
        const key = kind.keyOf(state);
        if (key === undefined || this.#open.has(key)) panel.dispose();
        else this.#serve(panel, key, state);
        return Promise.resolve();
      },
    });
  }

  /** Reveals the panel with this key, or creates it. */
  show(key: string): Content {
    const existing = this.#open.get(key);
    if (existing !== undefined) {
      existing.panel.reveal();
      return existing.content;
    }
    const { viewType, title } = this.#kind;
    const { Active } = vscode.ViewColumn;
    return this.#serve(vscode.window.createWebviewPanel(viewType, title, Active), key, {});
  }

  opened(key: string): Content | undefined {
    return this.#open.get(key)?.content;
  }

  contents(): Content[] {
    return [...this.#contents];
  }

  /** Serves a panel that VS Code has made for a custom editor, even where there is another with its key. */
  serveIn(panel: vscode.WebviewPanel, key: string): void {
    this.#serve(panel, key, {});
  }

  dispose(): void {
    this.#serializer.dispose();
    for (const { panel } of [...this.#open.values()]) panel.dispose();
  }

  #serve(panel: vscode.WebviewPanel, key: string, state: PageState): Content {
    panel.iconPath = new vscode.ThemeIcon(this.#kind.icon);
    const content = this.#kind.serve(panel, key, state);
    const opened = { panel, content };
    this.#contents.add(content);
    if (!this.#open.has(key)) this.#open.set(key, opened);
    panel.onDidDispose(() => {
      this.#contents.delete(content);
      if (this.#open.get(key) === opened) this.#open.delete(key);
    });
    return content;
  }
}

/** The key of panels that each show a run. */
export const runFolderIn = ({ runFolder }: PageState): string | undefined =>
  typeof runFolder === 'string' ? runFolder : undefined;
