/** Awaits `work`; calls `abort` with the signal's reason if the signal fires first. */
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
