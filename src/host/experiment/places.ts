import { countedText } from '../../core/common/counted.ts';
import { say } from '../../core/common/sentence.ts';
import { UserError } from '../../core/common/userError.ts';
import {
  launchingHere,
  localTargetName,
  resolveTarget,
  type GpusPerRun,
  type TargetSetting,
} from '../../core/target/targetSetting.ts';
import type { HostFacts } from '../../core/target/judgeHost.ts';
import { rayOf } from '../../core/target/raySetting.ts';
import { baseOnTarget } from '../base/baseOnTarget.ts';
import { embeddedBase } from '../base/embeddedBase.ts';
import { resolveBase } from '../base/resolveBase.ts';
import { callHost } from '../shell/callHost.ts';
import type { Connections } from '../shell/connections.ts';
import { retryWhileLost } from '../shell/retryWhileLost.ts';
import { localTargetWith } from '../target/localTarget.ts';
import { sshTargetOf } from '../target/sshTarget.ts';
import { gpusHere } from './gpusHere.ts';
import type { Place } from './place.ts';
import { rayPlace } from './rayPlace.ts';

/** What a person has chosen that decides which programs run and where: never part of an experiment. */
export interface PlaceSettings {
  /** Of this machine. */
  readonly python: string;
  /** `cricketLora.targets`. */
  readonly targets: unknown;
}

/** @throws UserError for a target that is not among the settings and cannot be a host */
export function placesOf(
  names: readonly string[],
  { python, targets }: PlaceSettings,
  { connections, workspace }: { readonly connections: Connections; readonly workspace: string },
): Place[] {
  return names.map((name) => {
    const cluster = rayOf(name, targets);
    if (cluster !== undefined) return rayPlace(cluster, python);
    const setting = resolveTarget(name, targets);
    return setting === undefined
      ? placeHere(python, workspace, launchingHere(targets))
      : hostPlace(setting, { connect: connections.to(setting) });
  });
}

/** @param findGpus uuids of this machine's GPUs */
export const placeHere = (
  python: string,
  workspace: string,
  { launcher, runsAtOnce, gpusPerRun }: ReturnType<typeof launchingHere>,
  findGpus = gpusHere,
): Place => ({
  name: localTargetName,
  slots: async () => {
    const shares =
      launcher.length > 0
        ? Array.from({ length: runsAtOnce }, () => undefined)
        : sharesOf(await findGpus(), gpusPerRun);
    return shares.map((gpu) => ({
      gpu,
      target: localTargetWith({ path: python }, undefined, { gpu, launcher, gpusPerRun }),
    }));
  },
  baseOf: async (written) => (await resolveBase(written, workspace)).base,
});

/**
 * The GPUs of each run, with commas between; one run where there are none.
 *
 * @throws UserError where a run wants more than there are
 */
function sharesOf(uuids: readonly string[], gpusPerRun: GpusPerRun): (string | undefined)[] {
  if (uuids.length === 0) return [undefined];
  const size = gpusPerRun === 'all' ? uuids.length : gpusPerRun;
  if (size > uuids.length) {
    throw new UserError(
      say(
        '“gpusPerRun” of the entry "local" in cricketLora.targets is {0}, and this machine has {1}.',
        size,
        countedText(uuids.length, 'GPU'),
      ),
      'open settings',
    );
  }
  return Array.from({ length: Math.floor(uuids.length / size) }, (_, at) =>
    uuids.slice(at * size, (at + 1) * size).join(),
  );
}

/** A host over ssh. */
export function hostPlace(setting: TargetSetting, ways: Parameters<typeof sshTargetOf>[1]): Place {
  const { name, folder, python, launcher, runsAtOnce, gpusPerRun } = setting;
  return {
    name,
    slots: async (signal) => {
      const { gpus } = await retryWhileLost(
        ways.connect,
        (shell) => callHost<HostFacts>(shell, { operation: 'check', folder, python }, { signal }),
        { signal, ...(ways.backOff && { backOff: ways.backOff }) },
      );
      const target = sshTargetOf(setting, ways);
      const length =
        launcher.length > 0 ? runsAtOnce : gpusPerRun === 1 ? Math.max(1, gpus.length) : 1;
      return Array.from({ length }, () => ({ target }));
    },
    baseOf: (written) => baseOnTarget(written === '' ? embeddedBase : written, setting),
  };
}
