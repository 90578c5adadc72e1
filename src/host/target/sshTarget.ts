import type { TargetSetting } from '../../core/target/targetSetting.ts';
import { attachRemoteRun, type Watching } from '../remote/attachRemoteRun.ts';
import { cancelRemoteRun } from '../remote/cancelRemoteRun.ts';
import type { Connect } from '../shell/retryWhileLost.ts';
import { startRemoteRun } from '../remote/startRemoteRun.ts';
import type { ReadyTarget, Target } from '../run/target.ts';

export interface SshWays extends Watching {
  /** A connection on behalf of the user, who may have to sign in; the silent one if absent. */
  readonly connectForPerson?: Connect;
}

/** The host named in a run's target.json. */
export const sshTarget = (ways: SshWays): Target => {
  const { connect, connectForPerson = connect, ...rest } = ways;
  return {
    end: (folder, ending) =>
      cancelRemoteRun(folder, { ...rest, ...ending, connect: connectForPerson }),
    attach: (folder, attaching) => attachRemoteRun(folder, attaching, ways),
  };
};

/** The host of a setting, ready to start runs. */
export const sshTargetOf = (
  setting: TargetSetting,
  { trainerFolder, ...ways }: SshWays & { readonly trainerFolder?: string },
): ReadyTarget => ({
  ...sshTarget(ways),
  start: (folder, starting) =>
    startRemoteRun(folder, {
      ...starting,
      connect: ways.connectForPerson ?? ways.connect,
      setting,
      ...(ways.backOff && { backOff: ways.backOff }),
      ...(trainerFolder !== undefined && { trainerFolder }),
    }),
});
