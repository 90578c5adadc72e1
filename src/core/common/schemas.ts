import * as v from 'valibot';
import { because } from './issueInWords.ts';
import { say } from './sentence.ts';
import { isPlainPath } from './plainPath.ts';

/**
 * Building blocks shared by the schemas of runs and hosts. Every text has a maximum length, every
 * number a range.
 */

/**
 * One line of text without control characters or marks that reverse the direction of what follows.
 */
export const line = (most = 400) =>
  v.pipe(
    v.string(),
    v.maxLength(most),
    // eslint-disable-next-line no-control-regex
    v.regex(/^[^\0-\x1f\x7f\u202a-\u202e\u2066-\u2069]*$/, because(say('control characters'))),
  );
/** Text of several lines, only to be shown through `plainText`. */
export const text = (most = 100_000) => v.pipe(v.string(), v.maxLength(most));
export const path = line(4096);
export const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, because(say('no SHA-256'))));
/** A count or a size, at most the largest exact integer. */
export const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
export const finite = v.pipe(v.number(), v.finite());
/** A relative path with slashes whose names are not special on any system. */
export const plainPath = v.pipe(
  v.string(),
  v.maxLength(400),
  v.check(isPlainPath, because(say('no path below the folder'))),
);
/** A valid ISO 8601 time. */
export const moment = v.pipe(
  line(40),
  v.check((text) => Number.isFinite(Date.parse(text)), because(say('no moment'))),
);
export const version = v.literal(1);
