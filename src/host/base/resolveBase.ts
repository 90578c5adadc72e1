import { say } from '../../core/common/sentence.ts';
import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { UserError } from '../../core/common/userError.ts';
import { embeddedBase, embeddedFolder } from './embeddedBase.ts';

/** A base in the form that the trainer expects. */
export interface Base {
  readonly kind: 'embedded' | 'folder' | 'hub';
  /** `embedded`, an absolute folder, or a hub id: as a run's request names it. */
  readonly base: string;
}

/**
 * Resolves a `base` setting: `embedded`, a folder (absolute, or starting with `~/`, `./`, `../`) or
 * a hub id such as `Qwen/Qwen2.5-1.5B-Instruct`.
 *
 * @param folder that relative folders are relative to
 * @throws UserError for a folder without a model, and for any other value
 */
export async function resolveBase(written: string, folder: string): Promise<Base> {
  if (written === embeddedBase) {
    await checked(embeddedFolder());
    return { kind: 'embedded', base: embeddedBase };
  }
  if (written === '~' || /^~[/\\]/.test(written)) {
    return { kind: 'folder', base: await checked(join(homedir(), written.slice(1))) };
  }
  if (isAbsolute(written) || /^\.{1,2}([/\\]|$)/.test(written)) {
    return { kind: 'folder', base: await checked(resolve(folder, written)) };
  }
  // The hub's own rule for owner and repository names.
  if (!/^[\w][\w.-]*(\/[\w][\w.-]*)?$/.test(written)) {
    throw new UserError(
      say(
        "cricketLora.base is {0}; it must be 'embedded', a folder, or a hub id such as Qwen/Qwen2.5-1.5B-Instruct.",
        JSON.stringify(written),
      ),
      'open settings',
    );
  }
  return { kind: 'hub', base: written };
}

async function checked(folder: string): Promise<string> {
  const isModel = await stat(join(folder, 'config.json')).then(
    (found) => found.isFile(),
    () => false,
  );
  if (isModel) return folder;
  throw new UserError(
    say('The base {0} contains no model: it has no config.json. Correct cricketLora.base.', folder),
    'use embedded base',
  );
}
