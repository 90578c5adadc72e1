interface Waiting {
  readonly resolve: (value: never) => void;
  readonly reject: (reason: unknown) => void;
  readonly onProgress: (done: number) => void;
}

/** Requests that are answered later and in any order, matched by number. */
export class PendingRequests {
  readonly #waiting = new Map<number, Waiting>();
  #asked = 0;

  /** Number of unsettled requests. */
  get size(): number {
    return this.#waiting.size;
  }

  /** @param send sends the request under its number; if it throws, the request is rejected */
  ask<Value>(
    send: (number: number) => void,
    onProgress: (done: number) => void = () => undefined,
  ): Promise<Value> {
    return new Promise((resolve, reject) => {
      const number = this.#asked++;
      this.#waiting.set(number, { resolve, reject, onProgress });
      try {
        send(number);
      } catch (error) {
        this.refuse(number, error);
      }
    });
  }

  progress(number: number, done: number): void {
    this.#waiting.get(number)?.onProgress(done);
  }

  answer(number: number, value: unknown): void {
    this.#take(number)?.resolve(value as never);
  }

  refuse(number: number, reason: unknown): void {
    this.#take(number)?.reject(reason);
  }

  /** Rejects all: no more answers will come. */
  refuseAll(reason: unknown): void {
    for (const number of [...this.#waiting.keys()]) this.refuse(number, reason);
  }

  #take(number: number): Waiting | undefined {
    const waiting = this.#waiting.get(number);
    this.#waiting.delete(number);
    return waiting;
  }
}
