import * as v from 'valibot';
import { because } from '../common/issueInWords.ts';
import { say } from '../common/sentence.ts';
import { line, version } from '../common/schemas.ts';
import { problemOfHost } from './targetSetting.ts';

/**
 * target.json in a run folder: the location of its trainer. The folder belongs to a workspace, so
 * its contents are trusted no more than a setting.
 */
export const targetRunSchema = v.object({
  v: version,
  host: v.pipe(
    line(255),
    v.check((host) => problemOfHost(host) === undefined, because(say('no host'))),
  ),
  folder: v.pipe(line(1000), v.regex(/^(~\/|\/)./, because(say('no folder of a host')))),
  python: line(1000),
  /** The name of its folder under `runs` on the host. */
  run: v.pipe(
    v.string(),
    v.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,200}$/, because(say('no name of a run'))),
  ),
});

export type TargetRun = Readonly<v.InferOutput<typeof targetRunSchema>>;
