import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { open, realpath, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { localTargetName } from '../../core/target/targetSetting.ts';
import { flushFolder, makeFolder } from '../files/flush.ts';
import { readRegular } from '../files/openRegular.ts';
import { mostRequestBytes, targetFile } from './runFiles.ts';

/**
 * Which runs this machine has made or adopted: a line each, outside of every workspace, where no repository
 * can add one. A run that came with a folder is shown, and does nothing until a person adopts it.
 */
const recordPath = (): string => join(stateFolder(), 'own-runs.txt');

function stateFolder(): string {
  const { CRICKET_LORA_STATE, XDG_STATE_HOME = '', LOCALAPPDATA } = process.env;
  if (CRICKET_LORA_STATE) return CRICKET_LORA_STATE;
  if (process.platform === 'win32' && LOCALAPPDATA) return join(LOCALAPPDATA, 'cricket-lora');
  // An empty or relative one is none: below the working folder, a repository could bring its own record.
  const home = isAbsolute(XDG_STATE_HOME) ? XDG_STATE_HOME : join(homedir(), '.local', 'state');
  return join(home, 'cricket-lora');
}

/** Of this process, should its record not be writable. */
const recordedHere = new Set<string>();
let known: { readonly stamp: string; readonly keys: ReadonlySet<string> } | undefined;
const realParents = new Map<string, Promise<string>>();

/** @param text of the run's run.json or target.json, which is part of what was made or adopted */
export async function recordOwnRun(folder: string, text: string): Promise<void> {
  const key = await keyOf(folder, text);
  if ((await readKeys()).has(key)) return;
  recordedHere.add(key);
  try {
    await makeFolder(stateFolder(), 0o700);
    const file = await open(recordPath(), 'a', 0o600);
    try {
      // One short line: what two windows append at once does not mix.
      await file.write(`${key}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await flushFolder(stateFolder());
  } catch {
    // A home that cannot be written to: the next window will ask whether to adopt it.
  }
}

/**
 * Whether this machine has made or adopted a run, and written its target.json, if it is on a host: a
 * repository that changes it later would lead to another one.
 *
 * @param request text of its run.json, which names its `target`
 */
export async function isOwnRun(folder: string, request: string, target: string): Promise<boolean> {
  if (!(await isRecorded(folder, request))) return false;
  // Its target.json says nothing then, if it has one.
  return target === localTargetName || (await isOwnTarget(folder));
}

/** Whether a run is on this machine, or on the host that this machine has sent it to. */
export async function isOwnTarget(folder: string): Promise<boolean> {
  const target = await readTargetText(folder);
  return target === undefined || (await isRecorded(folder, target));
}

async function isRecorded(folder: string, text: string): Promise<boolean> {
  return (await ownKeys()).has(await keyOf(folder, text));
}

/** By path and content: a folder that is put in the place of another is not that one. */
async function keyOf(folder: string, text: string): Promise<string> {
  const parent = dirname(folder);
  const real = realParents.get(parent) ?? realpath(parent).catch(() => parent);
  realParents.set(parent, real);
  return keyIn(await real, folder, text);
}

const keyIn = (realParent: string, folder: string, text: string): string =>
  createHash('sha256')
    .update(`${realParent}\0${basename(folder)}\0${text}`)
    .digest('hex');

let realParentNow: { readonly parent: string; readonly real: string } | undefined;

/**
 * The key under which one of a run's texts is recorded, for `ownKeys`. Blocks: for threads that read many
 * folders, of which most have the same parent.
 */
export function ownKeyNow(folder: string, text: string): string {
  const parent = dirname(folder);
  if (realParentNow?.parent !== parent) {
    let real = parent;
    try {
      real = realpathSync(parent);
    } catch {
      // As above.
    }
    realParentNow = { parent, real };
  }
  return keyIn(realParentNow.real, folder, text);
}

export interface OwnKeys {
  has(key: string): boolean;
}

/** Which keys are recorded now. */
export async function ownKeys(): Promise<OwnKeys> {
  const recorded = await readKeys();
  return { has: (key) => recordedHere.has(key) || recorded.has(key) };
}

let reading: Promise<ReadonlySet<string>> | undefined;

/** Read once for all that ask at the same time. */
function readKeys(): Promise<ReadonlySet<string>> {
  reading ??= read().finally(() => (reading = undefined));
  return reading;
}

async function read(): Promise<ReadonlySet<string>> {
  const path = recordPath();
  const state = await stat(path).catch(() => undefined);
  if (state === undefined) return new Set();
  const stamp = `${path} ${state.size} ${state.mtimeMs}`;
  if (known?.stamp === stamp) return known.keys;
  const text = await readRegular(path, { most: 1 << 28 }).catch(() => '');
  // A loss of power leaves zeros where a line had not yet reached the disk.
  known = { stamp, keys: new Set(text.split(/[\n\0]+/)) };
  return known.keys;
}

/** Text of target.json; undefined for a run on this machine, and nothing of ours where it cannot be read. */
export const readTargetText = (folder: string): Promise<string | undefined> =>
  readRegular(join(folder, targetFile), { below: folder, most: 1 << 16 }).catch(
    (error: unknown) => {
      const { code } = error as NodeJS.ErrnoException;
      return code === 'ENOENT' || code === 'ENOTDIR' ? undefined : '';
    },
  );

/** Text of run.json, for `recordOwnRun` and `isOwnRun`. */
export const readRequestText = (folder: string): Promise<string> =>
  readRegular(join(folder, 'run.json'), { below: folder, most: mostRequestBytes });
