import { say } from '../../core/common/sentence.ts';
import { isAbsolute } from 'node:path';
import { UserError } from '../../core/common/userError.ts';
import { localTargetName } from '../../core/target/targetSetting.ts';
import { resolveBase } from '../base/resolveBase.ts';
import { isBeingStarted, withStartLock } from '../run/startLock.ts';
import { childThatCounts, findChildren } from './children.ts';
import { createChild } from './createChild.ts';
import type { OpenExperiment } from './experimentFolder.ts';

/**
 * Makes the run folder of each point that has none, for a machine that is reached by hand alone: each is trained
 * there by `python -m cricket_lora RUN/run.json` and brought home to where it was. A base that is an absolute
 * folder is that machine's, and need not be here.
 *
 * @returns the folders of all runs that are not over, in the order of the grid
 * @throws UserError when a queue has the experiment, or a point is at fault
 */
export async function prepareRuns(open: OpenExperiment): Promise<string[]> {
  if (await isBeingStarted(open.folder)) {
    throw new UserError(say('The experiment {0} is running already.', open.name));
  }
  return withStartLock(open.folder, async () => {
    const children = await findChildren(open);
    const folders: string[] = [];
    for (const point of open.grid.points) {
      const own = (children.get(point.key) ?? []).filter(({ isOwn }) => isOwn);
      const child = childThatCounts(own);
      if (child?.ended?.status === 'finished') continue;
      folders.push(child?.folder ?? (await createChild(open, point, await placeOf(open, point))));
    }
    return folders;
  });
}

const placeOf = async (
  { workspace }: Pick<OpenExperiment, 'workspace'>,
  { base }: { readonly base: string },
): Promise<Parameters<typeof createChild>[2]> => ({
  base: isAbsolute(base) ? base : (await resolveBase(base, workspace)).base,
  target: localTargetName,
});
