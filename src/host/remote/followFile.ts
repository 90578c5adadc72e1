import { callHost, type HostRequest } from '../shell/callHost.ts';
import type { Results } from '../../core/target/hostSchemas.ts';
import type { Shell } from '../shell/shell.ts';

export interface Following {
  /** Relative to the run's folder if a run is given, else to our folder. */
  readonly path: string;
  /** Number of bytes already received. */
  readonly offset: number;
  /** Called in order and awaited. */
  readonly onBytes: (bytes: Buffer) => void | Promise<void>;
  /** The file is shorter than `offset`: it is sent again from its start. */
  readonly onRestart: () => void;
  /** Any sign of life, at least once a second. */
  readonly onHeard: () => void;
  readonly signal?: AbortSignal | undefined;
  readonly silenceSeconds?: number;
}

/**
 * Follows a remote file from an offset until the trainer of the given run is gone and the whole
 * file has arrived.
 *
 * @returns the results of the run
 * @throws ConnectionLost when the connection is lost, or the host falls silent
 */
export async function followFile(
  shell: Shell,
  request: Pick<HostRequest, 'folder' | 'python'> & { readonly run: string },
  following: Following,
): Promise<Results> {
  const { path, offset, onBytes, onRestart, onHeard, signal, silenceSeconds = 30 } = following;
  return callHost(
    shell,
    { ...request, operation: 'follow', path, offset },
    {
      signal,
      silenceSeconds,
      onFrame: async ({ header, bytes }) => {
        onHeard();
        if (header.restarted === true) onRestart();
        if (bytes.length > 0) await onBytes(bytes);
      },
    },
  );
}
