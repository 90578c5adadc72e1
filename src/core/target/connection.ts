import { formatDuration } from '../common/formatDuration.ts';

/** How a window stands with the host of a run. Silence is no failure: the run goes on there. */
export interface Connection {
  readonly state: 'connected' | 'reconnecting' | 'sign-in needed' | 'bringing home';
  /** Milliseconds since the epoch at which the host last gave a sign of life. */
  readonly lastHeard?: number;
  /** Why the last attempt failed. */
  readonly problem?: string;
  /** Of the results that are being brought home, from 0 to 1. */
  readonly share?: number;
}

/** In a few words; empty while all is well. */
export function describeConnection(connection: Connection | undefined, now: number): string {
  switch (connection?.state) {
    case undefined:
    case 'connected':
      return '';
    case 'bringing home':
      return `bringing results home, ${Math.floor((connection.share ?? 0) * 100)} %`;
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
