import { say } from '../../core/common/sentence.ts';
import type { Readable } from 'node:stream';
import type { InferOutput } from 'valibot';
import { checkJson } from '../../core/common/checkValue.ts';
import { UserError } from '../../core/common/userError.ts';
import { headerSchema } from '../../core/target/hostSchemas.ts';

/** A JSON line from the host and the bytes that it announced. */
export interface Frame {
  readonly header: Readonly<InferOutput<typeof headerSchema>>;
  readonly bytes: Buffer;
}

const lineFeed = 0x0a;
const empty: Buffer = Buffer.alloc(0);
/** A list of ten thousand results has some two million. */
const longestHeader = 4 << 20;
/** Limit for what a login shell prints before the marker. */
const longestGreeting = 16 << 20;

/**
 * Reads the protocol of trainer/cricket_lora_host/wire.py. Skips everything before the line with
 * the marker, such as a shell's greeting. Ends with the stream, dropping an incomplete frame. Time
 * and memory are proportional to what arrives, and at most one frame is held, whatever the host
 * sends.
 *
 * @throws UserError with the host's name when it violates the protocol
 */
export async function* readFrames(
  stream: Readable,
  marker: string,
  host: string,
): AsyncGenerator<Frame> {
  const incoming = new Incoming(stream);
  if (!(await incoming.skipPast(Buffer.from(`\n${marker}\n`), longestGreeting))) return;
  for (;;) {
    const line = await incoming.takeLine(longestHeader);
    if (line === undefined) return;
    const { value: header, problem } =
      line === tooLong ? { problem: say('a line without end') } : checkJson(headerSchema, line);
    if (!header) {
      throw new UserError(
        say(
          '{0} answered with what Cricket LoRA does not understand ({1}). Nothing was done with it. Look at what runs there; if all is well, set the trainer up again.',
          host,
          problem,
        ),
        'show log',
      );
    }
    const bytes = await incoming.take(header.bytes ?? 0);
    if (bytes === undefined) return;
    yield { header, bytes };
  }
}

const tooLong = Symbol();

/** The unread part of a stream, in its original chunks: none is copied twice. */
class Incoming {
  readonly #pieces: AsyncIterator<Buffer, undefined>;
  #held: Buffer = empty;

  constructor(stream: Readable) {
    this.#pieces = (stream as AsyncIterable<Buffer, undefined>)[Symbol.asyncIterator]();
  }

  /** False when the stream, or what may be skipped, ends before it. */
  async skipPast(start: Buffer, most: number): Promise<boolean> {
    let skipped = 0;
    while (skipped <= most) {
      const at = this.#held.indexOf(start);
      if (at >= 0) {
        this.#held = this.#held.subarray(at + start.length);
        return true;
      }
      // Its start may have arrived already.
      const rest = this.#held.subarray(Math.max(0, this.#held.length - start.length));
      const piece = await this.#next();
      if (piece === undefined) return false;
      skipped += piece.length;
      this.#held = Buffer.concat([rest, piece]);
    }
    return false;
  }

  async takeLine(most: number): Promise<string | typeof tooLong | undefined> {
    const parts: Buffer[] = [];
    let length = 0;
    for (;;) {
      const end = this.#held.indexOf(lineFeed);
      const part = end < 0 ? this.#held : this.#held.subarray(0, end);
      length += part.length;
      if (length > most) return tooLong;
      parts.push(part);
      if (end >= 0) {
        this.#held = this.#held.subarray(end + 1);
        return Buffer.concat(parts).toString('utf8');
      }
      const piece = await this.#next();
      if (piece === undefined) return undefined;
      this.#held = piece;
    }
  }

  async take(count: number): Promise<Buffer | undefined> {
    const parts: Buffer[] = [];
    let lacking = count;
    while (lacking > this.#held.length) {
      parts.push(this.#held);
      lacking -= this.#held.length;
      const piece = await this.#next();
      if (piece === undefined) return undefined;
      this.#held = piece;
    }
    parts.push(this.#held.subarray(0, lacking));
    this.#held = this.#held.subarray(lacking);
    return parts.length === 1 ? parts[0] : Buffer.concat(parts);
  }

  async #next(): Promise<Buffer | undefined> {
    const piece: IteratorResult<Buffer, undefined> = await this.#pieces.next();
    return piece.done === true ? undefined : piece.value;
  }
}
