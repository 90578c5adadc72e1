/** Quotes a word for a POSIX shell. */
export const quoteForSh = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

/**
 * A command that any login shell (sh, bash, zsh, fish, csh) passes to `sh` unchanged, leaving stdin
 * free for data. The script is encoded as octal digits in single quotes, which no shell expands.
 */
export function commandForAnyShell(script: string): string {
  const octal = [...Buffer.from(script)].map((byte) => `\\0${byte.toString(8).padStart(3, '0')}`);
  return `exec sh -c 'eval "$(printf %b "${octal.join('')}")"'`;
}
