import { formatDuration } from '../common/formatDuration.ts';

/**
 * A window's connection to the host of a run. A lost connection is no failure: the run continues
 * there.
 */
export interface Connection {
  readonly state: 'connected' | 'reconnecting' | 'sign-in needed' | 'bringing home';
  /** When the host last responded, in milliseconds since the epoch. */
  readonly lastHeard?: number;
  /** Why the last attempt failed. */
  readonly problem?: string;
  /** Downloaded share of the results, from 0 to 1. */
  readonly share?: number;
}

/** A short description; empty when all is well. */
export function describeConnection(connection: Connection | undefined, now: number): string {
  switch (connection?.state) {
    case undefined:
    case 'connected':
      return '';
    case 'bringing home':
      return `downloading results, ${Math.floor((connection.share ?? 0) * 100)} %`;
    case 'reconnecting':
    case 'sign-in needed': {
      const { lastHeard } = connection;
      const when =
        lastHeard === undefined
          ? 'not heard yet'
          : `last heard ${formatDuration((now - lastHeard) / 1000)} ago`;
      return `${connection.state}, ${when}`;
    }
  }
}
