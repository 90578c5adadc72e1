import * as vscode from 'vscode';

/** Values of `cricketLora.…` context keys, which the clauses of package.json ask; sent where they change. */
export class ContextKeys {
  readonly #sent = new Map<string, boolean>();

  set(keys: Readonly<Record<string, boolean>>): void {
    for (const [name, value] of Object.entries(keys)) {
      if (this.#sent.get(name) === value) continue;
      this.#sent.set(name, value);
      void vscode.commands.executeCommand('setContext', `cricketLora.${name}`, value);
    }
  }
}
