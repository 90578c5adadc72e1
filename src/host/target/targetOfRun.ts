import { localTargetName, problemOfHost } from '../../core/target/targetSetting.ts';
import { UserError } from '../../core/common/userError.ts';
import { readRunRequest } from '../run/runFolder.ts';
import { localTarget } from './localTarget.ts';
import type { Connect } from '../shell/retryWhileLost.ts';
import { sshTarget } from './sshTarget.ts';
import type { Target } from '../run/target.ts';
import { readTargetFile } from '../remote/targetFile.ts';

/** A way to a host. */
type To = (there: { readonly host: string }) => Connect;

/** Where a run is: this machine, or the host that its folder names. */
export async function targetOfRun(folder: string, to: To): Promise<Target> {
  const { target } = await readRunRequest(folder);
  return target === localTargetName
    ? localTarget
    : sshTarget({ connect: connectToRun(folder, to) });
}

/** The way to where a run is, as its folder tells once it has been sent. */
export function connectToRun(folder: string, to: To): Connect {
  let way: Connect | undefined;
  return async (signal) => {
    if (!way) {
      const there = await readTargetFile(folder);
      // The folder is a workspace's: what it says is not trusted more than a setting.
      if (!there || problemOfHost(there.host) !== undefined) {
        throw new UserError(`The target of ${folder} is not known.`);
      }
      way = to(there);
    }
    return way(signal);
  };
}
