import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { TargetSetting } from '../../core/target/targetSetting.ts';
import { packRun } from './packRun.ts';
import { retryWhileLost, type Connect, type RetryOptions } from '../shell/retryWhileLost.ts';
import type { Started, Starting } from '../run/target.ts';
import { ensureTargetFile } from './targetFile.ts';
import { callWithFiles, addressOf } from './upload.ts';

interface StartingThere extends Starting, Pick<RetryOptions, 'backOff'> {
  readonly connect: Connect;
  readonly setting: TargetSetting;
  /** The folder that contains the package `cricket_lora`. */
  readonly trainerFolder?: string;
}

/**
 * Uploads what is missing, then starts or resumes the run's trainer exactly once, even if the
 * connection is lost in between.
 *
 * @throws UserError when the host refuses (no Python, disk full, GPUs taken, the run is active
 *   already)
 */
export async function startRemoteRun(folder: string, starting: StartingThere): Promise<Started> {
  const { connect, setting, trainerFolder, onShare, ...persisting } = starting;
  const { signal } = persisting;
  const { outgoing, asked } = await packRun(folder, trainerFolder);
  const there = await ensureTargetFile(folder, setting);
  // Shared by all attempts: the host starts it once.
  const attempt = randomBytes(8).toString('hex');
  const { answer, uploaded } = await retryWhileLost(
    connect,
    (shell, progressed) =>
      callWithFiles<Omit<Started, 'uploaded'>>(
        shell,
        {
          ...addressOf(there),
          ...asked,
          operation: 'start',
          run: there.run,
          attempt,
          shareGpus: setting.shareGpus,
          launcher: setting.launcher,
          gpusPerRun: setting.gpusPerRun,
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
  // It runs again: forget the earlier end.
  await rm(join(folder, 'status.json'), { force: true });
  return { ...answer, uploaded };
}
