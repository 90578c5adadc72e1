import { say, joined, spoken, type Sentence } from '../../core/common/sentence.ts';
import { exists } from '../files/exists.ts';
import { join } from 'node:path';
import { UserError } from '../../core/common/userError.ts';
import { tooOld } from '../../core/target/trainerPackages.ts';
import { runProcess } from '../process/runProcess.ts';

/** An interpreter that can run the trainer. */
export interface Python {
  /** Absolute, as reported by the interpreter. */
  readonly path: string;
  readonly origin: PythonOrigin;
  readonly version: string;
  /** Versions of the packages that the trainer needs. */
  readonly packages: Readonly<Record<string, string>>;
  /** Why each earlier candidate was rejected, in sentences. */
  readonly passedOver: readonly string[];
}
export type PythonOrigin = 'cricketLora.python' | 'managed environment' | 'PATH';

/** The oldest supported Python version. */
export const oldestPython = '3.10';
const needed = ['torch', 'transformers', 'peft', 'safetensors'] as const;

/** Written last when the managed environment is created; missing in an incomplete one. */
export const stampName = 'cricket-lora.json';

/**
 * The first interpreter that can run the trainer: from the setting, the managed environment, or
 * PATH.
 *
 * @param from `setting` is empty when not set
 * @throws UserError that lists the candidates and what each lacks
 */
export async function findPython(from: {
  readonly setting: string;
  /** The folder of `setUpTrainer`; absent if there is none. */
  readonly managedFolder?: string;
  readonly signal?: AbortSignal;
}): Promise<Python> {
  const passedOver: Sentence[] = [];
  for (const { origin, path } of await candidates(from)) {
    const found = await probePython(path, from.signal);
    const lack = found && lackOf(found);
    if (found && !lack) {
      const { path: resolved, version, packages } = found;
      return {
        path: resolved,
        origin,
        version,
        packages: withVersions(packages),
        passedOver: passedOver.map((one) => spoken(one)),
      };
    }
    const name = origin === 'PATH' ? say('{0} on PATH', path) : say('{0} ({1})', path, origin);
    if (lack) passedOver.push(say('{0} {1}.', name, lack));
    else if (origin !== 'PATH') passedOver.push(say('{0} cannot be run.', name));
  }
  const tried = passedOver.length > 0 ? joined(passedOver, ' ') : say('There is none on PATH.');
  throw new UserError(
    say(
      'No Python here can train: it needs Python {0} or newer with {1}. {2} Set Up Python creates one, or set cricketLora.python.',
      oldestPython,
      needed.join(', '),
      tried,
    ),
    // One that was chosen and does not do is to be chosen again.
    from.setting === '' ? 'set up trainer' : 'choose interpreter',
  );
}

async function candidates({ setting, managedFolder }: { setting: string; managedFolder?: string }) {
  const list: { origin: PythonOrigin; path: string }[] = [];
  if (setting !== '') list.push({ origin: 'cricketLora.python', path: setting });
  if (managedFolder !== undefined && (await isWhole(managedFolder))) {
    list.push({ origin: 'managed environment', path: environmentPython(managedFolder) });
  }
  return [...list, ...pathNames().map((path) => ({ origin: 'PATH' as const, path }))];
}

const isWhole = (managedFolder: string): Promise<boolean> => exists(join(managedFolder, stampName));

/** Names of interpreters on PATH, most likely first. */
export function pathNames(platform: NodeJS.Platform = process.platform): readonly string[] {
  return platform === 'win32' ? ['python', 'py', 'python3'] : ['python3', 'python'];
}

/** The interpreter in a virtual environment. */
export function environmentPython(
  folder: string,
  platform: NodeJS.Platform = process.platform,
): string {
  return platform === 'win32'
    ? join(folder, 'Scripts', 'python.exe')
    : join(folder, 'bin', 'python');
}

export interface ProbedPython {
  readonly path: string;
  /** `3.11.7` */
  readonly version: string;
  /** Null for a missing package. */
  readonly packages: Readonly<Record<string, string | null>>;
}

// Must run on any Python 3; Python 2 fails on it, as it should.
const probe = `
import json, sys
from importlib import metadata
def version(name):
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None
print(json.dumps({
    "path": sys.executable,
    "version": "%d.%d.%d" % sys.version_info[:3],
    "packages": {name: version(name) for name in ${JSON.stringify(needed)}},
}))
`;
const probeMilliseconds = 30_000;

/** Queries an interpreter; undefined if it cannot be run or its output is invalid. */
export async function probePython(
  path: string,
  signal?: AbortSignal,
): Promise<ProbedPython | undefined> {
  const timeout = AbortSignal.timeout(probeMilliseconds);
  try {
    const { exit, stdout } = await runProcess(path, ['-c', probe], {
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    return exit === 0 ? (JSON.parse(stdout) as ProbedPython) : undefined;
  } catch {
    signal?.throwIfAborted();
    return undefined;
  }
}

/** Why an interpreter cannot run the trainer, as a predicate for its name; undefined if it can. */
export function lackOf({ version, packages }: Omit<ProbedPython, 'path'>): Sentence | undefined {
  if (isTooOld(version)) return say('is Python {0}, too old', version);
  const missing = needed.filter((name) => !packages[name]);
  const old = tooOld(packages);
  if (missing.length === 0 && old.length > 0) {
    return say('(Python {0}) has {1}', version, joined(old, ', '));
  }
  if (missing.length === 0) return undefined;
  return say('(Python {0}) lacks {1}', version, missing.join(', '));
}

export function isTooOld(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = oldestPython.split('.').map(Number);
  return major < oldestMajor || (major === oldestMajor && minor < oldestMinor);
}

function withVersions(packages: ProbedPython['packages']): Record<string, string> {
  return Object.fromEntries(Object.entries(packages).map(([name, is]) => [name, is ?? '']));
}
