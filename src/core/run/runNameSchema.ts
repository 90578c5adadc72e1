import * as v from 'valibot';
import { line, version } from '../common/schemas.ts';

/** Characters of a run's name. */
export const longestName = 100;

/** name.json: what a person calls a run. */
export const runNameSchema = v.object({
  v: version,
  name: v.pipe(line(longestName), v.trim(), v.minLength(1)),
});
