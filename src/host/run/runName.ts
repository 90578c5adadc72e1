import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runNameSchema } from '../../core/run/runNameSchema.ts';
import { requireNoLinks } from '../files/openRegular.ts';
import { readCheckedNow } from '../files/readJsonObject.ts';
import { writeAtomically } from '../files/writeAtomically.ts';
import { mostSmallBytes, nameFile } from './runFiles.ts';

/** What a person calls a run; undefined without a name.json that makes sense. */
export function runNameNow(folder: string): string | undefined {
  const path = join(folder, nameFile);
  // Most have none, and of thousands an error for each takes its time.
  if (!existsSync(path)) return undefined;
  try {
    const opening = { below: folder, most: mostSmallBytes };
    return readCheckedNow(path, runNameSchema, opening)?.value?.name;
  } catch {
    // A link or a folder of that name: the run is shown by its id.
    return undefined;
  }
}

/**
 * Names a run; undefined takes its name away.
 *
 * @throws UserError when a link is in the way, or the disk is not writable
 */
export async function nameRun(folder: string, name: string | undefined): Promise<void> {
  const path = join(folder, nameFile);
  await requireNoLinks(path, folder);
  if (name === undefined) await rm(path, { force: true });
  else await writeAtomically(path, `${JSON.stringify({ v: 1, name })}\n`);
}
