interface Waiting {
  readonly resolve: (value: never) => void;
  readonly reject: (reason: unknown) => void;
  readonly onProgress: (done: number) => void;
}

/** Requests to somebody who answers later and in any order: each has a number, and is settled by it. */
export class PendingRequests {
  readonly #waiting = new Map<number, Waiting>();
  #asked = 0;

  /** How many have not been settled. */
  get size(): number {
    return this.#waiting.size;
  }

  /** @param send hands the request on under its number; where it throws there is no request */
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

  /** Nobody will answer any more. */
  refuseAll(reason: unknown): void {
    for (const number of [...this.#waiting.keys()]) this.refuse(number, reason);
  }

  #take(number: number): Waiting | undefined {
    const waiting = this.#waiting.get(number);
    this.#waiting.delete(number);
    return waiting;
  }
}
