import { ConnectionLost } from '../shell/shell.ts';
import { say } from '../../core/common/sentence.ts';
import { constants } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseEvent } from '../../core/run/parseEvent.ts';
import type { Connection } from '../../core/target/connection.ts';
import type { LostEvent } from '../../core/run/runState.ts';
import { writeAtomically } from '../files/writeAtomically.ts';
import { openRegular, piecesOf, writing } from '../files/openRegular.ts';
import { readJsonObject } from '../files/readJsonObject.ts';
import { readLogTail } from '../files/logTail.ts';
import { readRunRequest } from '../run/runFolder.ts';
import { SignInNeeded } from '../shell/connectSsh.ts';
import { download } from './download.ts';
import type { Results } from '../../core/target/hostSchemas.ts';
import { followFile } from './followFile.ts';
import {
  isLost,
  retryWhileLost,
  type Connect,
  type RetryOptions,
} from '../shell/retryWhileLost.ts';
import type { TargetRun } from './targetFile.ts';
import { addressOf } from './upload.ts';
import { UserError } from '../../core/common/userError.ts';

export interface Mirroring extends Pick<RetryOptions, 'signal' | 'backOff'> {
  readonly connect: Connect;
  readonly onConnection: (connection: Connection) => void;
  readonly silenceSeconds?: number;
}

const lineFeed = 0x0a;
/** Maximum length of an event; ours have some hundred bytes. */
const longestLine = 4 << 20;

/**
 * Mirrors a run's folder from its host until the trainer there is gone and its results are
 * downloaded. Events are written by their position in the file, whole lines only: windows that
 * mirror the same run write the same bytes to the same places. The final event is held back until
 * the results are here, so that its readers find them.
 *
 * @returns why the trainer died if it wrote no final event; undefined otherwise
 * @throws only when aborted: everything else is retried and reported to `onConnection`
 */
export async function mirrorRun(
  folder: string,
  there: TargetRun,
  { connect, onConnection, signal, backOff, silenceSeconds }: Mirroring,
): Promise<LostEvent | undefined> {
  let lastHeard: number | undefined;
  const heard = (): void => {
    lastHeard = Date.now();
  };
  const place = { ...addressOf(there), run: there.run };
  const path = join(folder, 'events.jsonl');
  return retryWhileLost(
    connect,
    async (shell, progressed) => {
      const known = await knownLines(path);
      const incoming = new IncomingLines(path, known);
      const tellAlive = (): void => {
        heard();
        progressed();
        onConnection({ state: 'connected', lastHeard: Date.now() });
      };
      const results = await followFile(shell, place, {
        path: 'events.jsonl',
        offset: known,
        onBytes: (bytes) => incoming.push(bytes),
        onRestart: () => {
          incoming.restart();
        },
        onHeard: tellAlive,
        signal,
        ...(silenceSeconds !== undefined && { silenceSeconds }),
      });
      tellAlive();
      // status.json is written last: once it is here, everything is.
      const files = results.files.filter((file) => file.path !== 'status.json');
      await download(shell, place, {
        files,
        folder,
        signal,
        onShare: (share) => {
          heard();
          progressed();
          onConnection({ state: 'bringing home', lastHeard: Date.now(), share });
        },
      });
      await translateBase(folder, results.base);
      const saidItsEnd = await incoming.flush();
      onConnection({ state: 'connected', lastHeard: Date.now() });
      if (saidItsEnd && 'state' in results.status && results.status.state !== 'running') {
        await writeAtomically(join(folder, 'status.json'), `${JSON.stringify(results.status)}\n`);
        return undefined;
      }
      return lossOf(results, await readLogTail(join(folder, 'trainer.log')));
    },
    {
      signal,
      ...(backOff && { backOff }),
      // A full local disk, a changed host key: whatever it is, the run on the host continues.
      isPassing: (error) => isLost(error) || error instanceof UserError,
      onLost: (error) => {
        onConnection({
          state: error instanceof SignInNeeded ? 'sign-in needed' : 'reconnecting',
          problem:
            error instanceof UserError || error instanceof ConnectionLost
              ? error.text
              : error.message,
          ...(lastHeard !== undefined && { lastHeard }),
        });
      },
    },
  );
}

function lossOf({ known, cancelled }: Results, lastWords: string): LostEvent {
  if (!known) return { type: 'lost', cancelled: false, code: 'never-started', lastWords: '' };
  return { type: 'lost', cancelled, code: 'died', lastWords };
}

/** An adapter names its base as known to the host: translate it to ours. */
async function translateBase(folder: string, there: string): Promise<void> {
  const path = join(folder, 'adapter', 'adapter_config.json');
  const config = await readJsonObject(path, { below: folder });
  const { base } = await readRunRequest(folder);
  if (config?.base_model_name_or_path !== there || there === base) return;
  const translated = { ...config, base_model_name_or_path: base };
  await writeAtomically(path, `${JSON.stringify(translated, null, 2)}\n`);
}

/** Length of the complete lines received so far. */
async function knownLines(path: string): Promise<number> {
  try {
    let [known, read] = [0, 0];
    for await (const piece of piecesOf(path, { below: dirname(path), pieceBytes: 1 << 20 })) {
      // A loss of power leaves zeros where something had been written and not yet reached the disk.
      const lost = piece.indexOf(0);
      const end = (lost < 0 ? piece : piece.subarray(0, lost)).lastIndexOf(lineFeed) + 1;
      if (end > 0) known = read + end;
      if (lost >= 0) break;
      read += piece.length;
    }
    return known;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw error;
  }
}

/** Writes the incoming events.jsonl, except a last line that ends the run. */
class IncomingLines {
  readonly #path: string;
  /** Position of `#pending` in the file. */
  #position: number;
  #pending: Buffer = Buffer.alloc(0);
  /** Follows `#pending` and contains no line end. */
  #pieces: Buffer[] = [];
  /** Length of both in bytes. */
  #length = 0;

  constructor(path: string, position: number) {
    this.#path = path;
    this.#position = position;
  }

  async push(bytes: Buffer): Promise<void> {
    // Joined once they contain a line end: joining every chunk would copy a long line each time.
    this.#pieces.push(bytes);
    this.#length += bytes.length;
    if (this.#length > longestLine) {
      throw new UserError(
        say(
          'What the host says of this run has a line of more than {0} bytes, which no trainer writes. The run goes on there, unheard; look at its events.jsonl there.',
          longestLine,
        ),
      );
    }
    if (!bytes.includes(lineFeed)) return;
    this.#pending = Buffer.concat([this.#pending, ...this.#pieces]);
    this.#pieces = [];
    const end = this.#pending.lastIndexOf(lineFeed) + 1;
    if (end > 0) await this.#write(endsRun(this.#lastLine(end)) ? this.#lastLineStart(end) : end);
    this.#length = this.#pending.length;
  }

  /**
   * Writes all that is complete, down to the disk.
   *
   * @returns true when the last line ends the run
   */
  async flush(): Promise<boolean> {
    const end = this.#pending.lastIndexOf(lineFeed) + 1;
    if (end > 0) await this.#write(end);
    // Another window may have been faster, or a resumed mirror found nothing new.
    return endsRun(await lastFlushedLine(this.#path));
  }

  restart(): void {
    this.#position = 0;
    this.#pending = Buffer.alloc(0);
    this.#pieces = [];
    this.#length = 0;
  }

  #lastLineStart(end: number): number {
    return end < 2 ? 0 : this.#pending.lastIndexOf(lineFeed, end - 2) + 1;
  }

  #lastLine(end: number): string {
    return this.#pending.toString('utf8', this.#lastLineStart(end), end);
  }

  async #write(count: number): Promise<void> {
    if (count === 0) return;
    const opening = { below: dirname(this.#path), flags: writing };
    const file = await openRegular(this.#path, opening);
    try {
      await file.write(this.#pending, 0, count, this.#position);
    } finally {
      await file.close();
    }
    this.#position += count;
    this.#pending = this.#pending.subarray(count);
  }
}

/** The last line of a file, limited to the length of an event; all of the file is on the disk then. */
async function lastFlushedLine(path: string): Promise<string> {
  const opening = { below: dirname(path), flags: constants.O_RDWR };
  const file = await openRegular(path, opening).catch(() => undefined);
  if (!file) return '';
  try {
    await file.sync();
    const { size } = await file.stat();
    const tail = Buffer.alloc(Math.min(size, longestLine));
    await file.read(tail, 0, tail.length, size - tail.length);
    const text = tail.toString('utf8');
    return text.slice(text.lastIndexOf('\n', text.length - 2) + 1);
  } finally {
    await file.close();
  }
}

function endsRun(line: string): boolean {
  const { value: event } = parseEvent(line.trimEnd());
  return event?.type === 'finished' || event?.type === 'failed';
}
