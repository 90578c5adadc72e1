import * as vscode from 'vscode';

interface Kind {
  readonly viewType: string;
  /** Initial title, until the page sets its own. */
  readonly title: string;
  /** Serves the panel's page. */
  readonly serve: (panel: vscode.WebviewPanel, runFolder: string) => void;
}

/** Panels of one kind, at most one per run; VS Code restores them after a reload. */
export class PanelsOfRuns implements vscode.Disposable {
  readonly #kind: Kind;
  readonly #panels = new Map<string, vscode.WebviewPanel>();
  readonly #serializer: vscode.Disposable;

  constructor(kind: Kind) {
    this.#kind = kind;
    this.#serializer = vscode.window.registerWebviewPanelSerializer(kind.viewType, {
      deserializeWebviewPanel: (panel, state: unknown) => {
        const { runFolder } = (state ?? {}) as { runFolder?: unknown };
        if (typeof runFolder === 'string' && !this.#panels.has(runFolder)) {
          this.#take(panel, runFolder);
        } else panel.dispose();
        return Promise.resolve();
      },
    });
  }

  show(runFolder: string): void {
    const there = this.#panels.get(runFolder);
    if (there !== undefined) {
      there.reveal();
      return;
    }
    const { viewType, title } = this.#kind;
    const { Active } = vscode.ViewColumn;
    this.#take(vscode.window.createWebviewPanel(viewType, title, Active), runFolder);
  }

  dispose(): void {
    this.#serializer.dispose();
    for (const panel of [...this.#panels.values()]) panel.dispose();
  }

  #take(panel: vscode.WebviewPanel, runFolder: string): void {
    this.#panels.set(runFolder, panel);
    panel.onDidDispose(() => this.#panels.delete(runFolder));
    this.#kind.serve(panel, runFolder);
  }
}
