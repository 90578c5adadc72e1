import type { Readable, Writable } from 'node:stream';

/** A script that runs on a machine. */
export interface Channel {
  readonly stdin: Writable;
  readonly stdout: Readable;
  /** Exit status (null: ended by a signal) and the last of stderr, once both streams are read. */
  readonly ended: Promise<{ readonly exit: number | null; readonly stderr: string }>;
  /** Stops listening; on a host, what the script began goes on. */
  close(): void;
}

/**
 * A POSIX shell on some machine. All that is done there (put, get, follow, start, cancel…) is a script of
 * ours with bytes going in and coming out (see `callHost`), so that this is all that a machine has to have.
 */
export interface Shell {
  /** As people know it. */
  readonly name: string;
  /** Runs a POSIX shell script. */
  open(script: string): Channel;
  /** What it means that a channel ended without an answer. */
  failureOf(end: { readonly exit: number | null; readonly stderr: string }): Error;
  /** Settles once the connection is no more; never for this machine, which needs none. */
  readonly gone: Promise<unknown>;
  /** Lets go of the connection, never of what runs there. */
  close(): void;
}

/** The connection went; whatever runs on the host still does. Worth another attempt. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
}
