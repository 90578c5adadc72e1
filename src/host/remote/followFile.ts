import { callHost, type HostRequest } from '../shell/callHost.ts';
import type { Results } from '../../core/target/hostSchemas.ts';
import type { Shell } from '../shell/shell.ts';

export interface Following {
  /** Of a run's folder where a run is named, else of ours. */
  readonly path: string;
  /** Bytes that are known already. */
  readonly offset: number;
  /** Called in order and awaited. */
  readonly onBytes: (bytes: Buffer) => void | Promise<void>;
  /** The file is shorter than what is known of it: it comes again from its start. */
  readonly onRestart: () => void;
  /** The host said anything, at least once a second. */
  readonly onHeard: () => void;
  readonly signal?: AbortSignal | undefined;
  readonly silenceSeconds?: number;
}

/**
 * Follows a file on a target from an offset on, until the trainer of the named run is gone and all of the
 * file has come.
 *
 * @returns what the run has made
 * @throws ConnectionLost when the connection goes, or the host falls silent
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
