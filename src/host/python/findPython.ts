import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../core/common/userError.ts';
import { tooOld } from '../../core/target/trainerPackages.ts';
import { runProcess } from '../process/runProcess.ts';

/** An interpreter that can run the trainer. */
export interface Python {
  /** Absolute, as the interpreter itself tells it. */
  readonly path: string;
  readonly origin: PythonOrigin;
  readonly version: string;
  /** Versions of the packages that the trainer needs. */
  readonly packages: Readonly<Record<string, string>>;
  /** Those that came before it and lack something: a sentence each. */
  readonly passedOver: readonly string[];
}
export type PythonOrigin = 'cricketLora.python' | 'managed environment' | 'PATH';

/** The oldest Python that the trainer runs on. */
export const oldestPython = '3.10';
const needed = ['torch', 'transformers', 'peft', 'safetensors'] as const;

/** Written last when the managed environment is made: without it, it is half-made. */
export const stampName = 'cricket-lora.json';

/**
 * The first that can run the trainer of: the interpreter in the setting, the managed environment, then
 * what PATH has.
 *
 * @param from `setting` is empty when not set
 * @throws UserError that says which were tried and what each lacks
 */
export async function findPython(from: {
  readonly setting: string;
  /** Of `setUpTrainer`; absent where there is none. */
  readonly managedFolder?: string;
  readonly signal?: AbortSignal;
}): Promise<Python> {
  const passedOver: string[] = [];
  for (const { origin, path } of await candidates(from)) {
    const found = await probePython(path, from.signal);
    const lack = found && lackOf(found);
    if (found && !lack) {
      const { path: resolved, version, packages } = found;
      return { path: resolved, origin, version, packages: withVersions(packages), passedOver };
    }
    const name = origin === 'PATH' ? `${path} on PATH` : `${path} (${origin})`;
    if (lack) passedOver.push(`${name} ${lack}.`);
    else if (origin !== 'PATH') passedOver.push(`${name} cannot be run.`);
  }
  const tried = passedOver.length > 0 ? passedOver.join(' ') : 'There is none on PATH.';
  throw new UserError(
    `No Python here can train: it takes Python ${oldestPython} or newer with ${needed.join(', ')}. ${tried} Set Up Trainer makes one, or name one in cricketLora.python.`,
    'set up trainer',
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

const isWhole = (managedFolder: string): Promise<boolean> =>
  access(join(managedFolder, stampName)).then(
    () => true,
    () => false,
  );

/** Names under which PATH may have an interpreter, the likeliest first. */
export function pathNames(platform: NodeJS.Platform = process.platform): readonly string[] {
  return platform === 'win32' ? ['python', 'py', 'python3'] : ['python3', 'python'];
}

/** The interpreter of a virtual environment. */
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
  /** Null for a package that is not there. */
  readonly packages: Readonly<Record<string, string | null>>;
}

// Runs on any Python 3; on Python 2 it ends with an error, as it should.
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

/** What an interpreter says of itself; undefined when it cannot be run or says nothing sensible. */
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

/** What keeps an interpreter from running the trainer, to go after its name; undefined when nothing does. */
export function lackOf({ version, packages }: Omit<ProbedPython, 'path'>): string | undefined {
  if (isTooOld(version)) return `is Python ${version}, too old`;
  const missing = needed.filter((name) => !packages[name]);
  const old = tooOld(packages);
  if (missing.length === 0 && old.length > 0) {
    return `(Python ${version}) has ${old.join(', ')}`;
  }
  if (missing.length === 0) return undefined;
  return `(Python ${version}) is without ${missing.join(', ')}`;
}

export function isTooOld(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = oldestPython.split('.').map(Number);
  return major < oldestMajor || (major === oldestMajor && minor < oldestMinor);
}

function withVersions(packages: ProbedPython['packages']): Record<string, string> {
  return Object.fromEntries(Object.entries(packages).map(([name, is]) => [name, is ?? '']));
}
