import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { TargetSetting } from '../../core/target/targetSetting.ts';
import { packRun } from './packRun.ts';
import { persist, type Connect, type Persisting } from '../shell/retryWhileLost.ts';
import type { Started, Starting } from '../run/target.ts';
import { settleTargetRun } from './targetFile.ts';
import { askWithFiles, at } from './upload.ts';

interface StartingThere extends Starting, Pick<Persisting, 'backOff'> {
  readonly connect: Connect;
  readonly setting: TargetSetting;
  /** What holds the package `cricket_lora`. */
  readonly trainerFolder?: string;
}

/**
 * Starts, or resumes, the trainer of a run on a host: sends what it lacks and starts once, however often the
 * connection goes meanwhile.
 *
 * @throws UserError when the host refuses (no Python, disk full, GPUs taken, the run is going on already)
 */
export async function startTargetRun(folder: string, starting: StartingThere): Promise<Started> {
  const { connect, setting, trainerFolder, onShare, ...persisting } = starting;
  const { signal } = persisting;
  const { outgoing, asked } = await packRun(folder, trainerFolder);
  const there = await settleTargetRun(folder, setting);
  // The same for every attempt below: the host starts it once.
  const attempt = randomBytes(8).toString('hex');
  const { answer, uploaded } = await persist(
    connect,
    (shell, progressed) =>
      askWithFiles<Omit<Started, 'uploaded'>>(
        shell,
        {
          ...at(there),
          ...asked,
          operation: 'start',
          run: there.run,
          attempt,
          shareGpus: setting.shareGpus,
        },
        outgoing,
        {
          signal,
          onShare: (share) => {
            progressed();
            onShare?.(share);
          },
        },
      ),
    persisting,
  );
  // It goes on: what an earlier attempt ended with no longer holds.
  await rm(join(folder, 'status.json'), { force: true });
  return { ...answer, uploaded };
}
