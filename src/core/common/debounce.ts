/** Timers, which exist in Node and in browsers alike. */
declare function setTimeout(callback: () => void, milliseconds: number): number;
declare function clearTimeout(timer: number | undefined): void;

export interface Debounced<Parameters extends readonly unknown[]> {
  (...parameters: Parameters): void;
  /** Drops the pending call, if any. */
  readonly cancel: () => void;
}

/** Delays calls until there has been none for some milliseconds; only the last one is made. */
export function debounce<Parameters extends readonly unknown[]>(
  milliseconds: number,
  action: (...parameters: Parameters) => void,
): Debounced<Parameters> {
  let timer: number | undefined;
  const cancel = (): void => {
    clearTimeout(timer);
  };
  const call = (...parameters: Parameters): void => {
    cancel();
    timer = setTimeout(() => {
      action(...parameters);
    }, milliseconds);
  };
  return Object.assign(call, { cancel });
}
