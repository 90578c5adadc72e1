import { say } from '../../core/common/sentence.ts';
import type { TargetSetting } from '../../core/target/targetSetting.ts';
import { UserError } from '../../core/common/userError.ts';
import { embeddedBase } from './embeddedBase.ts';
import { resolveBase } from './resolveBase.ts';

/**
 * The base in the host's terms: the embedded one, a hub id that it downloads, or a folder on it.
 *
 * @throws UserError for folders relative to this workspace
 */
export async function baseOnTarget(
  written: string,
  { name }: Pick<TargetSetting, 'name'>,
): Promise<string> {
  if (/^(\/|~\/)/.test(written)) return written;
  const { kind, base } = await resolveBase(written === '' ? embeddedBase : written, '/');
  if (kind !== 'folder') return base;
  throw new UserError(
    say(
      'cricketLora.base is {0}, a folder relative to this workspace, but the run is for {1}. Set it to embedded, a hub id, or a folder there (beginning with / or ~/).',
      JSON.stringify(written),
      name,
    ),
    'open settings',
  );
}
