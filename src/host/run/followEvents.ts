import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { parseEvent } from '../../core/run/parseEvent.ts';
import type { RunEvent } from '../../core/run/events.ts';
import { openRegular } from '../files/openRegular.ts';

export interface EventsBatch {
  readonly events: readonly RunEvent[];
  /** Number of invalid lines. */
  readonly badLines: number;
  /** The file has been replaced: these are its events from the start. */
  readonly restarted: boolean;
}

const chunkBytes = 1 << 20;
const lineFeed = 0x0a;
/** Maximum length of an event; ours have some hundred bytes. */
const longestLine = 4 << 20;

/**
 * Follows an events.jsonl. Each call of the returned function reads what was appended since the
 * last one, whole lines only, so that no line or character is split. A file that does not exist yet
 * has no events.
 */
export function followEvents(path: string): () => Promise<EventsBatch> {
  /** End of the last complete line, in bytes. */
  let offset = 0;
  let isRead = Promise.resolve<unknown>(undefined);
  const readOn = async (): Promise<EventsBatch> => {
    const file = await openIfThere(path);
    if (!file) return { events: [], badLines: 0, restarted: false };
    try {
      const { size } = await file.stat();
      const restarted = size < offset;
      if (restarted) offset = 0;
      const events: RunEvent[] = [];
      let badLines = 0;
      const onRead = (end: number): number => (offset = end);
      for await (const line of wholeLines(file, { from: offset, to: size }, onRead)) {
        if (line.trim() === '') continue;
        const { value: event } = parseEvent(line);
        if (event) events.push(event);
        else badLines++;
      }
      return { events, badLines, restarted };
    } finally {
      await file.close();
    }
  };
  return () => {
    const next = isRead.then(readOn, readOn);
    isRead = next;
    return next;
  };
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await openRegular(path, { below: dirname(path) });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * The complete lines between two offsets; `onRead` is called with the start of the next one. Of a
 * line longer than any event only the end is returned, which is not an event, so that it is never
 * held in memory.
 */
async function* wholeLines(
  file: FileHandle,
  { from, to }: { from: number; to: number },
  onRead: (end: number) => void,
): AsyncGenerator<string> {
  let parts: Buffer[] = [];
  let length = 0;
  let position = from;
  while (position < to) {
    const buffer = Buffer.allocUnsafe(Math.min(chunkBytes, to - position));
    const { bytesRead } = await file.read({ buffer, position });
    if (bytesRead === 0) return;
    const chunk = buffer.subarray(0, bytesRead);
    let start = 0;
    for (let at = chunk.indexOf(lineFeed); at >= 0; at = chunk.indexOf(lineFeed, start)) {
      const line = Buffer.concat([...parts, chunk.subarray(start, at)]).toString('utf8');
      parts = [];
      length = 0;
      start = at + 1;
      onRead(position + start);
      yield line;
    }
    const rest = chunk.subarray(start);
    length += rest.length;
    if (length <= longestLine) parts.push(rest);
    else {
      // Not a line of ours: do not read it from the start each time.
      parts = [];
      onRead(position + bytesRead);
    }
    position += bytesRead;
  }
}
