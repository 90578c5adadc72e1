/** Waits for `work`; `abort` is called with the signal's reason when that fires before it is settled. */
export async function onAbort<Value>(
  work: Promise<Value>,
  signal: AbortSignal | undefined,
  abort: (reason: Error) => void,
): Promise<Value> {
  const onAborted = (): void => {
    abort(signal?.reason as Error);
  };
  signal?.addEventListener('abort', onAborted, { once: true });
  try {
    return await work;
  } finally {
    signal?.removeEventListener('abort', onAborted);
  }
}
