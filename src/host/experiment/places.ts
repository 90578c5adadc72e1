import {
  launchingHere,
  resolveTarget,
  type TargetSetting,
} from '../../core/target/targetSetting.ts';
import { localTargetName } from '../../core/target/targetSetting.ts';
import type { HostFacts } from '../../core/target/judgeHost.ts';
import { baseOnTarget } from '../base/baseOnTarget.ts';
import { embeddedBase } from '../base/embeddedBase.ts';
import { resolveBase } from '../base/resolveBase.ts';
import { runProcess } from '../process/runProcess.ts';
import type { ReadyTarget } from '../run/target.ts';
import { callHost } from '../shell/callHost.ts';
import type { Connections } from '../shell/connections.ts';
import { retryWhileLost } from '../shell/retryWhileLost.ts';
import { localTargetWith } from '../target/localTarget.ts';
import { sshTargetOf } from '../target/sshTarget.ts';

/** A machine that an experiment's runs may go to. */
export interface Place {
  /** As in the experiment's `targets`. */
  readonly name: string;
  /**
   * One for each run that it takes at once: its GPUs, or one.
   *
   * @throws UserError when the machine cannot train
   */
  slots(signal: AbortSignal): Promise<readonly Slot[]>;
  /** A base in the words of that machine. */
  baseOf(written: string): Promise<string>;
}

export interface Slot {
  readonly place: string;
  /** Uuid of the GPU on this machine; a host chooses one itself. */
  readonly gpu?: string | undefined;
  readonly target: ReadyTarget;
}

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
    const setting = resolveTarget(name, targets);
    return setting === undefined
      ? placeHere(python, workspace, launchingHere(targets))
      : hostPlace(setting, { connect: connections.to(setting) });
  });
}

const placeHere = (
  python: string,
  workspace: string,
  { launcher, runsAtOnce }: ReturnType<typeof launchingHere>,
): Place => ({
  name: localTargetName,
  slots: async () => {
    const gpus = launcher.length > 0 ? [] : await gpusHere();
    const uuids =
      gpus.length > 0
        ? gpus
        : Array.from({ length: launcher.length > 0 ? runsAtOnce : 1 }, () => undefined);
    return uuids.map((gpu) => ({
      place: localTargetName,
      gpu,
      target: localTargetWith({ path: python }, undefined, { gpu, launcher }),
    }));
  },
  baseOf: async (written) => (await resolveBase(written, workspace)).base,
});

/** Uuids of this machine's CUDA GPUs. */
async function gpusHere(): Promise<string[]> {
  try {
    const { exit, stdout } = await runProcess(
      'nvidia-smi',
      ['--query-gpu=uuid', '--format=csv,noheader'],
      { signal: AbortSignal.timeout(30_000) },
    );
    if (exit !== 0) return [];
    return stdout
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => /^GPU-[\w-]+$/.test(line));
  } catch {
    return [];
  }
}

/** A host over ssh. */
export function hostPlace(setting: TargetSetting, ways: Parameters<typeof sshTargetOf>[1]): Place {
  const { name, folder, python, launcher, runsAtOnce } = setting;
  return {
    name,
    slots: async (signal) => {
      const { gpus } = await retryWhileLost(
        ways.connect,
        (shell) => callHost<HostFacts>(shell, { operation: 'check', folder, python }, { signal }),
        { signal, ...(ways.backOff && { backOff: ways.backOff }) },
      );
      const target = sshTargetOf(setting, ways);
      const length = launcher.length > 0 ? runsAtOnce : Math.max(1, gpus.length);
      return Array.from({ length }, () => ({ place: name, target }));
    },
    baseOf: (written) => baseOnTarget(written === '' ? embeddedBase : written, setting),
  };
}
