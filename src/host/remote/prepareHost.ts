import type { TargetSetting } from '../../core/target/targetSetting.ts';
import { callHost } from '../shell/callHost.ts';
import type { Shell } from '../shell/shell.ts';

export interface Prepared {
  /** Of PyTorch: the usual one, the one for an older driver, the one without CUDA. */
  readonly build: 'default' | 'cu126' | 'cpu';
  /** False when all was there already. */
  readonly made: boolean;
}

/**
 * Makes the Python environment of a host hold what the trainer needs; at once when it does. Packages come
 * from the folder `wheels` where the person has put one, else from the package index.
 *
 * @param requirements text of a requirements file
 * @throws UserError with what is missing; ConnectionLost, and then the host goes on by itself
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
    /** The same and all that they need, each with its hashes: for where PyTorch's usual build fits. */
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
