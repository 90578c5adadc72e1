/** A word as a POSIX shell reads it back. */
export const quoteForSh = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

/**
 * A command that any login shell (sh, bash, zsh, fish, csh) hands to `sh` unchanged, stdin left free for
 * data. The script travels as octal digits between single quotes, where no shell finds anything to expand.
 */
export function commandForAnyShell(script: string): string {
  const octal = [...Buffer.from(script)].map((byte) => `\\0${byte.toString(8).padStart(3, '0')}`);
  return `exec sh -c 'eval "$(printf %b "${octal.join('')}")"'`;
}
