import { UserError } from '../../core/common/userError.ts';
import type { EndOutcome } from '../process/endProcessTree.ts';
import { askHost } from '../shell/callHost.ts';
import { persist, type Connect, type Persisting } from '../shell/retryWhileLost.ts';
import type { Ending } from '../run/target.ts';
import { readTargetRun } from './targetFile.ts';
import { at } from './upload.ts';

/**
 * Cancels a run on its target: asks it to save and stop, and ends its process group if it does not. The
 * host carries it out to its end, though the connection goes meanwhile.
 *
 * @returns what it took
 */
export async function cancelTargetRun(
  folder: string,
  {
    connect,
    graceSeconds = 20,
    terminateSeconds = 10,
    ...persisting
  }: Ending & Pick<Persisting, 'backOff'> & { readonly connect: Connect },
): Promise<EndOutcome> {
  const there = await readTargetRun(folder);
  if (!there) throw new UserError('This run was never on a target.');
  const { outcome } = await persist(
    connect,
    (shell) =>
      askHost<{ outcome: EndOutcome }>(
        shell,
        { ...at(there), operation: 'cancel', run: there.run, graceSeconds, terminateSeconds },
        { signal: persisting.signal },
      ),
    persisting,
  );
  return outcome;
}
