import { say } from '../../core/common/sentence.ts';
import { UserError } from '../../core/common/userError.ts';
import type { EndOutcome } from '../process/endProcessTree.ts';
import { callHost } from '../shell/callHost.ts';
import { retryWhileLost, type Connect, type RetryOptions } from '../shell/retryWhileLost.ts';
import type { Ending } from '../run/target.ts';
import { readTargetFile } from './targetFile.ts';
import { addressOf } from './upload.ts';

/**
 * Cancels a run on its host: asks it to save and stop, and ends its process group if it does not.
 * The host completes this even if the connection is lost.
 *
 * @returns how it ended
 */
export async function cancelRemoteRun(
  folder: string,
  {
    connect,
    graceSeconds = 20,
    terminateSeconds = 10,
    ...persisting
  }: Ending & Pick<RetryOptions, 'backOff'> & { readonly connect: Connect },
): Promise<EndOutcome> {
  const there = await readTargetFile(folder);
  if (!there) throw new UserError(say('This run was never on a target.'));
  const { outcome } = await retryWhileLost(
    connect,
    (shell) =>
      callHost<{ outcome: EndOutcome }>(
        shell,
        {
          ...addressOf(there),
          operation: 'cancel',
          run: there.run,
          graceSeconds,
          terminateSeconds,
        },
        { signal: persisting.signal },
      ),
    persisting,
  );
  return outcome;
}
