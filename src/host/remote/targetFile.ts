import { randomBytes } from 'node:crypto';
import { basename, join } from 'node:path';
import type { TargetSetting } from '../../core/target/targetSetting.ts';
import { UserError } from '../../core/common/userError.ts';
import { writeFileAtomically } from '../files/writeAtomically.ts';
import { readJsonObject } from '../files/readJsonObject.ts';

/** target.json in a run folder: where its trainer is. What is needed to find it again after a reload. */
export interface TargetRun {
  readonly v: 1;
  readonly host: string;
  readonly folder: string;
  readonly python: string;
  /** Its folder's name under `runs` on the host. */
  readonly run: string;
}

const fileName = 'target.json';

/** Undefined for a run of this machine. */
export async function readTargetRun(folder: string): Promise<TargetRun | undefined> {
  const value = await readJsonObject(join(folder, fileName));
  if (value === undefined) return undefined;
  const { v, host, folder: there, python, run } = value;
  const texts = [host, there, python, run];
  if (v !== 1 || texts.some((text) => typeof text !== 'string')) {
    throw new UserError(
      `${join(folder, fileName)} cannot be read. Remove the run and train again.`,
    );
  }
  return value as unknown as TargetRun;
}

/** Says where a run is going to be, before anything is sent: whoever comes later finds it. */
export async function settleTargetRun(folder: string, setting: TargetSetting): Promise<TargetRun> {
  const known = await readTargetRun(folder);
  const { host, folder: there, python } = setting;
  // Two workspaces may make runs of the same name in the same second.
  const run = known?.run ?? `${basename(folder)}-${randomBytes(4).toString('hex')}`;
  const made: TargetRun = { v: 1, host, folder: there, python, run };
  await writeFileAtomically(join(folder, fileName), `${JSON.stringify(made, null, 2)}\n`);
  return made;
}
