import { existsSync } from 'node:fs';
import { relative } from 'node:path';
import { plainText } from '../core/common/plainText.ts';

/** Prints lines, whatever stands in them. */
export const print = (...lines: readonly string[]): void => {
  process.stdout.write(lines.map((line) => `${plainText(line, 1_000_000)}\n`).join(''));
};

/** A path as a person in this folder would write it. */
export const here = (path: string): string => {
  const short = relative(process.cwd(), path);
  return existsSync(path) && short !== '' && !short.startsWith('..') ? short : path;
};
