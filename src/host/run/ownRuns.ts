import { createHash } from 'node:crypto';
import { appendFile, mkdir, realpath, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { readRegular } from '../files/openRegular.ts';
import { mostRequestBytes } from './runFiles.ts';

/**
 * Which runs this machine has made or adopted: a line each, outside of every workspace, where no repository
 * can add one. A run that came with a folder is shown, and does nothing until a person adopts it.
 */
const recordPath = (): string => join(stateFolder(), 'own-runs.txt');

function stateFolder(): string {
  const { CRICKET_LORA_STATE, XDG_STATE_HOME, LOCALAPPDATA } = process.env;
  if (CRICKET_LORA_STATE) return CRICKET_LORA_STATE;
  if (process.platform === 'win32' && LOCALAPPDATA) return join(LOCALAPPDATA, 'cricket-lora');
  return join(XDG_STATE_HOME ?? join(homedir(), '.local', 'state'), 'cricket-lora');
}

/** Of this process, should its record not be writable. */
const recordedHere = new Set<string>();
let known: { readonly stamp: string; readonly keys: ReadonlySet<string> } | undefined;
const realParents = new Map<string, Promise<string>>();

/** @param request text of the run's run.json, which is part of what was made or adopted */
export async function recordOwnRun(folder: string, request: string): Promise<void> {
  const key = await keyOf(folder, request);
  if ((await readKeys()).has(key)) return;
  recordedHere.add(key);
  try {
    await mkdir(stateFolder(), { recursive: true, mode: 0o700 });
    // One short line: what two windows append at once does not mix.
    await appendFile(recordPath(), `${key}\n`, { mode: 0o600 });
  } catch {
    // A home that cannot be written to: the next window will ask whether to adopt it.
  }
}

export async function isOwnRun(folder: string, request: string): Promise<boolean> {
  const key = await keyOf(folder, request);
  return recordedHere.has(key) || (await readKeys()).has(key);
}

/** By path and content: a folder that is put in the place of another is not that one. */
async function keyOf(folder: string, request: string): Promise<string> {
  const parent = dirname(folder);
  const real = realParents.get(parent) ?? realpath(parent).catch(() => parent);
  realParents.set(parent, real);
  return createHash('sha256')
    .update(`${await real}\0${basename(folder)}\0${request}`)
    .digest('hex');
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
  known = { stamp, keys: new Set(text.split('\n')) };
  return known.keys;
}

/** Text of run.json, for `recordOwnRun` and `isOwnRun`. */
export const readRequestText = (folder: string): Promise<string> =>
  readRegular(join(folder, 'run.json'), { below: folder, most: mostRequestBytes });
