import { ask } from './evaluate.ts';
import type { RunParts } from '../run/runParts.ts';
import type { Run } from '../run/run.ts';

/**
 * Asks a run's adapter all or some questions again and waits for the answers. Returns the folder of
 * the new run; undefined when it was not started or failed, which is reported like the end of any
 * run.
 */
export async function askAgain(
  runFolder: string,
  { only, signal }: { readonly only?: ReadonlySet<string>; readonly signal: AbortSignal },
  parts: RunParts,
): Promise<string | undefined> {
  const run = parts.runs.get(runFolder);
  if (run === undefined) return undefined;
  const ended = new Map<string, Run>();
  let onEnd = (): void => undefined;
  const subscription = parts.runs.onDidEnd((other) => {
    ended.set(other.folder, other);
    onEnd();
  });
  try {
    const folder = await ask(run, parts, { asks: 'adapter', ...(only && { only }) });
    if (folder === undefined) return undefined;
    const cancel = (): void =>
      void parts.targets.of({ folder, request: run.request }).end(folder, {});
    signal.addEventListener('abort', cancel, { once: true });
    await new Promise<void>((resolve) => {
      onEnd = () => {
        if (ended.has(folder)) resolve();
      };
      onEnd();
    });
    signal.removeEventListener('abort', cancel);
    return ended.get(folder)?.state.status === 'finished' ? folder : undefined;
  } finally {
    subscription.dispose();
  }
}
