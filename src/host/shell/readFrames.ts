import type { Readable } from 'node:stream';

/** A JSON line of the host and the bytes that it announced. */
export interface Frame {
  readonly header: Readonly<Record<string, unknown>>;
  readonly bytes: Buffer;
}

const lineFeed = 0x0a;
const empty: Buffer = Buffer.alloc(0);

/**
 * Reads what trainer/cricket_lora_host/wire.py writes. Everything before the line with the marker is some
 * shell's greeting. Ends where the stream ends, half a frame dropped.
 */
export async function* readFrames(stream: Readable, marker: string): AsyncGenerator<Frame> {
  let pending = empty;
  let isMarked = false;
  const start = Buffer.from(`\n${marker}\n`);
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    if (!isMarked) {
      const at = pending.indexOf(start);
      if (at < 0) {
        // A greeting without end must not fill the memory.
        pending = pending.subarray(-start.length);
        continue;
      }
      isMarked = true;
      pending = pending.subarray(at + start.length);
    }
    for (;;) {
      const end = pending.indexOf(lineFeed);
      if (end < 0) break;
      const header = JSON.parse(pending.toString('utf8', 0, end)) as Frame['header'];
      const count = typeof header.bytes === 'number' ? header.bytes : 0;
      if (pending.length < end + 1 + count) break;
      yield { header, bytes: pending.subarray(end + 1, end + 1 + count) };
      pending = pending.subarray(end + 1 + count);
    }
  }
}
