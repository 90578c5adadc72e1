import { dirname } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { openRegular } from './openRegular.ts';

const tailBytes = 4096;
const tailLines = 15;

/** The last lines of a log as a terminal would show them; empty if there are none. Never throws. */
export async function readLogTail(path: string): Promise<string> {
  try {
    const file = await openRegular(path, { below: dirname(path) });
    try {
      const { size } = await file.stat();
      const { buffer, bytesRead } = await file.read({
        buffer: Buffer.alloc(Math.min(size, tailBytes)),
        position: Math.max(0, size - tailBytes),
      });
      return wordsOf(buffer.toString('utf8', 0, bytesRead));
    } finally {
      await file.close();
    }
  } catch {
    return '';
  }
}

function wordsOf(text: string): string {
  return stripVTControlCharacters(text)
    .split(/\r?\n/)
    .map((line) => line.trimEnd().split('\r').at(-1) ?? '')
    .filter((line) => line.trim() !== '')
    .slice(-tailLines)
    .join('\n');
}
