/** Waits for `work`; `abort` is called with the signal's reason when that fires before it is settled. */
export async function orAbort<Value>(
  work: Promise<Value>,
  signal: AbortSignal | undefined,
  abort: (reason: Error) => void,
): Promise<Value> {
  const onAbort = (): void => {
    abort(signal?.reason as Error);
  };
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    return await work;
  } finally {
    signal?.removeEventListener('abort', onAbort);
  }
}
