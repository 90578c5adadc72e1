import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { sha256 } from '../../core/common/schemas.ts';
import { extensionFolder } from '../files/extensionFolder.ts';
import { readChecked } from '../files/readJsonObject.ts';
import { sha256OfFile } from '../files/readTextFile.ts';

/** Name of the base that ships with the extension, in settings, run folders and adapters. */
export const embeddedBase = 'embedded';

/** Where this version of the extension has it. Updates move it: no file names it by this. */
export const embeddedFolder = (): string => join(extensionFolder(), 'data', 'base');

/** The files that decide an answer, as the trainer's `content_hash` chooses them. */
const hashed = /^(.*\.(safetensors|bin|jinja)|config\.json|tokenizer.*|vocab.*|merges\.txt)$/;

/** SHA-256 over the embedded base's files, as the trainer computes it. */
export async function embeddedSha256(): Promise<string> {
  const folder = embeddedFolder();
  const whole = createHash('sha256');
  for (const name of (await readdir(folder)).filter((one) => hashed.test(one)).sort()) {
    whole.update(`${name} ${await sha256OfFile(join(folder, name))}\n`);
  }
  return whole.digest('hex');
}

const record = v.object({ sha256 });

/**
 * A run's base by its name of today: runs of earlier versions name the embedded base by the folder
 * that it was in, which an update removes. What they recorded of its contents tells it.
 *
 * @param base as run.json names it
 */
export async function nameOfBase(base: string, runFolder: string): Promise<string> {
  // Also of another system: a run may have been copied here.
  if (!/^([\\/]|[A-Za-z]:)/.test(base)) return base;
  if (base === embeddedFolder()) return embeddedBase;
  const path = join(runFolder, 'base.json');
  const recorded = await readChecked(path, record, { below: runFolder, most: 1 << 16 });
  return recorded?.value?.sha256 === (await embeddedSha256()) ? embeddedBase : base;
}
