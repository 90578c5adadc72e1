import * as vscode from 'vscode';

/** An event that says only that something has changed, and is fired no sooner than its listeners can use. */
export class ThrottledEvent implements vscode.Disposable {
  readonly #emitter = new vscode.EventEmitter<undefined>();
  #next: { readonly due: number; readonly timer: NodeJS.Timeout } | undefined;

  readonly event = this.#emitter.event;

  /** Fires once after at most these milliseconds, however often it is called meanwhile. */
  fireWithin(milliseconds: number): void {
    const due = Date.now() + milliseconds;
    if (this.#next && this.#next.due <= due) return;
    clearTimeout(this.#next?.timer);
    const fire = (): void => {
      this.#next = undefined;
      this.#emitter.fire(undefined);
    };
    this.#next = { due, timer: setTimeout(fire, milliseconds) };
  }

  dispose(): void {
    clearTimeout(this.#next?.timer);
    this.#emitter.dispose();
  }
}
