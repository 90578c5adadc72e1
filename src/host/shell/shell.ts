import { spoken, type Text } from '../../core/common/sentence.ts';
import type { Readable, Writable } from 'node:stream';

/** A running script. */
export interface Channel {
  readonly stdin: Writable;
  readonly stdout: Readable;
  /** Exit status (null: ended by a signal) and the end of stderr, once both streams are read. */
  readonly ended: Promise<{ readonly exit: number | null; readonly stderr: string }>;
  /** Stops listening; a script on a host continues. */
  close(): void;
}

/**
 * A POSIX shell on some machine. Every operation (put, get, follow, start, cancel…) is a script of
 * ours with an input and output stream (see `callHost`), so a machine needs nothing else.
 */
export interface Shell {
  /** Display name. */
  readonly name: string;
  /** Runs a POSIX shell script. */
  open(script: string): Channel;
  /** The error for a channel that ended without an answer. */
  failureOf(end: { readonly exit: number | null; readonly stderr: string }): Error;
  /** Settles when the connection is closed; never for this machine, which needs none. */
  readonly gone: Promise<unknown>;
  /** Closes the connection; processes on the host continue. */
  close(): void;
}

/** The connection was lost; processes on the host continue. Worth another attempt. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
  /** The message, for the language of the editor. */
  readonly text: Text;

  constructor(text: Text) {
    super(spoken(text));
    this.text = text;
  }
}
