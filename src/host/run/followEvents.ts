import { open } from 'node:fs/promises';
import { parseEvent } from '../../core/run/parseEvent.ts';
import type { RunEvent } from '../../core/run/events.ts';

export interface EventsBatch {
  readonly events: readonly RunEvent[];
  /** Lines that are no event. */
  readonly badLines: number;
  /** The file is not the one read before: these are its events from the start. */
  readonly restarted: boolean;
}

const chunkBytes = 1 << 20;
const lineFeed = 0x0a;

/**
 * Reads an events.jsonl that is being written. Each call of the returned function reads what has come
 * since the last one, whole lines only, so that neither a line nor a character is ever read by halves.
 * A file that does not exist yet has no events.
 */
export function followEvents(path: string): () => Promise<EventsBatch> {
  /** End of the last whole line, in bytes. */
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
        const { event } = parseEvent(line);
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

type OpenFile = Awaited<ReturnType<typeof open>>;

async function openIfThere(path: string): Promise<OpenFile | undefined> {
  try {
    return await open(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Lines between two offsets that have their line feed; `onRead` is told where the next one starts. */
async function* wholeLines(
  file: OpenFile,
  { from, to }: { from: number; to: number },
  onRead: (end: number) => void,
): AsyncGenerator<string> {
  let pending: Buffer = Buffer.alloc(0);
  let position = from;
  let end = from;
  while (position < to) {
    const buffer = Buffer.allocUnsafe(Math.min(chunkBytes, to - position));
    const { bytesRead } = await file.read({ buffer, position });
    if (bytesRead === 0) return;
    position += bytesRead;
    pending = Buffer.concat([pending, buffer.subarray(0, bytesRead)]);
    let start = 0;
    for (let at = pending.indexOf(lineFeed); at >= 0; at = pending.indexOf(lineFeed, start)) {
      const line = pending.toString('utf8', start, at);
      end += at + 1 - start;
      start = at + 1;
      onRead(end);
      yield line;
    }
    pending = pending.subarray(start);
  }
}
