import { say } from '../../core/common/sentence.ts';
import { localTargetName, problemOfHost } from '../../core/target/targetSetting.ts';
import { UserError } from '../../core/common/userError.ts';
import { isOwnTarget } from '../run/ownRuns.ts';
import { readRunRequest } from '../run/runFolder.ts';
import { notAdopted } from './foreignRun.ts';
import { localTarget } from './localTarget.ts';
import type { Connect } from '../shell/retryWhileLost.ts';
import { sshTarget } from './sshTarget.ts';
import type { Target } from '../run/target.ts';
import { readTargetFile } from '../remote/targetFile.ts';

/** Connects to a host. */
type To = (there: { readonly host: string }) => Connect;

/** The target of a run: this machine, or the host that its folder names. */
export async function targetOfRun(folder: string, to: To): Promise<Target> {
  const { target } = await readRunRequest(folder);
  return target === localTargetName
    ? localTarget
    : sshTarget({ connect: connectToRun(folder, to) });
}

/** Connects to the host of a run, once its folder names one. */
export function connectToRun(folder: string, to: To): Connect {
  let way: Connect | undefined;
  return async (signal) => {
    if (!way) {
      const there = await readTargetFile(folder);
      // The folder belongs to a workspace: its host is validated like a setting.
      if (!there || problemOfHost(there.host) !== undefined) {
        throw new UserError(say('The target of {0} is unknown.', folder));
      }
      // A repository may have changed it since.
      if (!(await isOwnTarget(folder))) throw notAdopted(folder);
      way = to(there);
    }
    return way(signal);
  };
}
