/**
 * Work that finds what is there now, one at a time: calls while it goes on share one more, since what they
 * are about may have come too late for it.
 */
export function oneAtATime(work: () => Promise<void>): () => Promise<void> {
  let current: Promise<unknown> = Promise.resolve();
  let next: Promise<void> | undefined;
  return () => {
    next ??= current.then(() => {
      next = undefined;
      const started = work();
      current = started.catch(() => undefined);
      return started;
    });
    return next;
  };
}
