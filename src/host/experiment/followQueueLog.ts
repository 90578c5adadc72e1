import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { piecesOf } from '../files/openRegular.ts';

/** Follows what a queue says from now on: each call returns the whole lines since the last one. */
export async function followQueueLog(folder: string): Promise<() => Promise<string[]>> {
  const path = join(folder, 'queue.log');
  let offset = (await stat(path).catch(() => undefined))?.size ?? 0;
  return async () => {
    let text = '';
    try {
      for await (const piece of piecesOf(path, { below: folder, start: offset })) {
        text += piece.toString('latin1');
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
    const end = text.lastIndexOf('\n') + 1;
    offset += end;
    const lines = Buffer.from(text.slice(0, end), 'latin1').toString('utf8');
    return lines === '' ? [] : lines.trimEnd().split('\n');
  };
}
