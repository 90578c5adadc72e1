import type { TargetSetting } from '../../core/target/targetSetting.ts';
import { callHost } from '../shell/callHost.ts';
import type { Shell } from '../shell/shell.ts';

export interface Prepared {
  /** The build of PyTorch: default, for older drivers, or without CUDA. */
  readonly build: 'default' | 'cu126' | 'cpu';
  /** False when nothing had to be installed. */
  readonly made: boolean;
}

/**
 * Creates or updates the Python environment on a host; returns immediately if it is current.
 * Packages come from the folder `wheels` if the user has created it, else from the package index.
 *
 * @param requirements text of a requirements file
 * @throws UserError that says what is missing; ConnectionLost, after which the host continues by
 *   itself
 */
export async function prepareHost(
  shell: Shell,
  { folder, python }: Pick<TargetSetting, 'folder' | 'python'>,
  {
    requirements,
    hashed,
    onLine,
    signal,
  }: {
    readonly requirements: string;
    /** The same and all that they need, each with its hashes; PyTorch's only where its usual build fits. */
    readonly hashed?: string;
    readonly onLine: (line: string) => void;
    readonly signal?: AbortSignal;
  },
): Promise<Prepared> {
  return callHost<Prepared>(
    shell,
    { operation: 'prepare', folder, python, requirements, ...(hashed !== undefined && { hashed }) },
    {
      signal,
      onFrame: ({ header }) => {
        if (typeof header.line === 'string') onLine(header.line);
      },
    },
  );
}
