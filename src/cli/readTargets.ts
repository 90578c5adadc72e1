import { resolve } from 'node:path';
import { UserError } from '../core/common/userError.ts';
import { readJsonObject } from '../host/files/readJsonObject.ts';
import type { Values } from './usage.ts';

/** What `--targets` names: the entries of the setting cricketLora.targets, unchecked. */
export async function readTargets({ targets }: Pick<Values, 'targets'>): Promise<unknown> {
  if (targets === undefined) return {};
  const found = await readJsonObject(resolve(targets));
  if (found !== undefined) return found;
  throw new UserError(
    `--targets is “${targets}”. Expected a JSON file with targets by name, as in cricketLora.targets.`,
  );
}
