/** Work in parts, as many frames as parts: the first now. Other work takes the place of what is left of it. */
export class FrameWork {
  #next = 0;

  start(parts: Iterator<void>): void {
    cancelAnimationFrame(this.#next);
    const go = (): void => {
      if (parts.next().done !== true) this.#next = requestAnimationFrame(go);
    };
    go();
  }
}
