/** Names that Windows gives a meaning of their own. */
const reserved = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;
const name = /^[\p{L}\p{N}_][\p{L}\p{N} ._-]*$/u;

/**
 * True for a relative path with slashes that stays below its folder on every system: no `..`, drives,
 * streams, hidden files or devices.
 */
export const isPlainPath = (path: string): boolean =>
  path.length <= 400 &&
  path.split('/').every((part) => name.test(part) && !part.endsWith('.') && !reserved.test(part));
