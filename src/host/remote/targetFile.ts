import { say } from '../../core/common/sentence.ts';
import { randomBytes } from 'node:crypto';
import { basename, join } from 'node:path';
import type { TargetSetting } from '../../core/target/targetSetting.ts';
import { UserError } from '../../core/common/userError.ts';
import { writeAtomically } from '../files/writeAtomically.ts';
import { readChecked } from '../files/readJsonObject.ts';
import { recordOwnRun } from '../run/ownRuns.ts';
import { targetFile } from '../run/runFiles.ts';
import { targetRunSchema, type TargetRun } from '../../core/target/targetRunSchema.ts';

export type { TargetRun };

/**
 * Undefined for a run on this machine.
 *
 * @throws UserError when it names a host that is unsafe to pass to ssh
 */
export async function readTargetFile(folder: string): Promise<TargetRun | undefined> {
  const path = join(folder, targetFile);
  const read = await readChecked(path, targetRunSchema, { below: folder, most: 1 << 16 });
  if (read === undefined || read.value) return read?.value;
  throw new UserError(
    say('{0} cannot be read ({1}). Remove the run and train again.', path, read.problem),
  );
}

/** Records the location of a run before anything is uploaded, so that later windows find it. */
export async function ensureTargetFile(folder: string, setting: TargetSetting): Promise<TargetRun> {
  const known = await readTargetFile(folder);
  const { host, folder: there, python } = setting;
  // Two workspaces may create runs of the same name in the same second.
  const run = known?.run ?? `${basename(folder)}-${randomBytes(4).toString('hex')}`;
  const made: TargetRun = { v: 1, host, folder: there, python, run };
  const text = `${JSON.stringify(made, null, 2)}\n`;
  // Before it is there, so that every window that sees it knows it as ours.
  await recordOwnRun(folder, text);
  await writeAtomically(join(folder, targetFile), text);
  return made;
}
