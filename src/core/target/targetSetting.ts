import { say, type Sentence } from '../common/sentence.ts';
import { isObject } from '../common/isObject.ts';
import { UserError } from '../common/userError.ts';

/** A host to train on, as configured. */
export interface TargetSetting {
  /** Display name: the name in cricketLora.targets, or the host itself. */
  readonly name: string;
  /** An alias in the ssh config, or user@host. */
  readonly host: string;
  /** Our folder on the host. */
  readonly folder: string;
  /**
   * An interpreter with the trainer's packages; empty for the environment that Set Up Python
   * creates.
   */
  readonly python: string;
  /** Allow several runs per GPU. */
  readonly shareGpus: boolean;
  /** Program and arguments that start the trainer's command elsewhere, as `srun`; empty to start it there itself. */
  readonly launcher: readonly string[];
  /** Runs of an experiment that a launcher is given at once. */
  readonly runsAtOnce: number;
  /** How many train one run together, a process each. */
  readonly gpusPerRun: GpusPerRun;
}

export type GpusPerRun = number | 'all';

export const localTargetName = 'local';
const usualFolder = '~/.cricket-lora';

/**
 * Resolves `cricketLora.target`: undefined for this machine, else a host with its entry in
 * `cricketLora.targets`.
 *
 * @throws UserError for a host that is unsafe to pass to ssh, and for invalid entries
 */
export function resolveTarget(target: string, targets: unknown = {}): TargetSetting | undefined {
  const name = target.trim();
  if (name === localTargetName || name === '') return undefined;
  const entry = isObject(targets) && Object.hasOwn(targets, name) ? targets[name] : {};
  if (!isObject(entry)) throw wrongEntry(name, say('must be an object'));
  if (Object.hasOwn(entry, 'ray')) throw isCluster(name);
  const { host = name, folder = usualFolder, python = '', shareGpus = false } = entry;
  const launching = launchingOf(name, entry);
  if (typeof host !== 'string') throw wrongEntry(name, say('“host” must be text'));
  if (typeof folder !== 'string' || !/^(~\/|\/)./.test(folder) || /[\0\r\n]/.test(folder)) {
    throw wrongEntry(name, say('“folder” must begin with / or ~/'));
  }
  if (typeof python !== 'string' || /[\0\r\n]/.test(python)) {
    throw wrongEntry(name, say('“python” must be the path of an interpreter'));
  }
  if (typeof shareGpus !== 'boolean')
    throw wrongEntry(name, say('“shareGpus” must be true or false'));
  const problem = problemOfHost(host);
  if (problem !== undefined) {
    throw new UserError(
      say(
        '{0} cannot be a host: {1}. Set cricketLora.target to local, an alias of your ssh config, or user@host.',
        JSON.stringify(host),
        problem,
      ),
      'open settings',
    );
  }
  return { name, host, folder, python, shareGpus, ...launching };
}

/**
 * How this machine starts a trainer: an entry `local` of `cricketLora.targets` may name a launcher, where this is
 * the login node of a cluster.
 *
 * @throws UserError for an invalid entry
 */
export function launchingHere(targets: unknown): Launching {
  const isThere = isObject(targets) && Object.hasOwn(targets, localTargetName);
  const entry = isThere ? targets[localTargetName] : {};
  if (!isObject(entry)) throw wrongEntry(localTargetName, say('must be an object'));
  return launchingOf(localTargetName, entry);
}

type Launching = Pick<TargetSetting, 'launcher' | 'runsAtOnce' | 'gpusPerRun'>;

function launchingOf(
  name: string,
  { launcher = [], runsAtOnce = 1, gpusPerRun = 1 }: Readonly<Record<string, unknown>>,
): Launching {
  const isLauncher =
    Array.isArray(launcher) &&
    launcher.length <= 100 &&
    launcher.every((word) => typeof word === 'string' && !word.includes('\0')) &&
    launcher[0] !== '';
  if (!isLauncher) {
    throw wrongEntry(name, say('“launcher” must be a list of a program and its arguments'));
  }
  const isCount = Number.isInteger(runsAtOnce) && Number(runsAtOnce) >= 1;
  if (!isCount || Number(runsAtOnce) > 1000) {
    throw wrongEntry(name, say('“runsAtOnce” must be a whole number from 1 to 1000'));
  }
  const isShare = gpusPerRun === 'all' || (Number.isInteger(gpusPerRun) && Number(gpusPerRun) >= 1);
  if (!isShare || Number(gpusPerRun) > 64) {
    throw wrongEntry(name, say('“gpusPerRun” must be "all" or a whole number from 1 to 64'));
  }
  return {
    launcher: launcher as readonly string[],
    runsAtOnce: Number(runsAtOnce),
    gpusPerRun: gpusPerRun as GpusPerRun,
  };
}

/**
 * What is wrong with a host name, if anything. ssh would read a leading hyphen as an option, and
 * passes hosts on to shells (ProxyCommand's %h).
 */
export function problemOfHost(host: string): Sentence | undefined {
  if (host === '') return say('it is empty');
  if (host.startsWith('-')) return say('it begins with a hyphen');
  if (host.length > 255) return say('it is too long');
  const odd = /[^\p{L}\p{N}._@:%[\]-]/u.exec(host)?.[0];
  return odd === undefined ? undefined : say('it holds {0}', JSON.stringify(odd));
}

const isCluster = (name: string): UserError =>
  new UserError(
    say(
      '{0} is a Ray cluster, which takes the runs of experiments: name it in the “targets” of one. Choose another target for a single run.',
      name,
    ),
    'choose target',
  );

export const wrongEntry = (name: string, what: Sentence): UserError =>
  new UserError(
    say(
      'cricketLora.targets: the entry {0} {1}. Correct it in your settings.',
      JSON.stringify(name),
      what,
    ),
    'open settings',
  );
