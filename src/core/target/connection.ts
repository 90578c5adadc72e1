import type { Text } from '../common/sentence.ts';
import { translate, type Translate } from '../common/translate.ts';
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
  readonly problem?: Text;
  /** Downloaded share of the results, from 0 to 1. */
  readonly share?: number;
}

/** A short description; empty when all is well. */
export function describeConnection(
  connection: Connection | undefined,
  now: number,
  t: Translate = translate,
): string {
  switch (connection?.state) {
    case undefined:
    case 'connected':
      return '';
    case 'bringing home':
      return t('downloading results, {0} %', Math.floor((connection.share ?? 0) * 100));
    case 'reconnecting':
      return `${t('reconnecting')}, ${whenHeard(connection, now, t)}`;
    case 'sign-in needed':
      return `${t('sign-in needed')}, ${whenHeard(connection, now, t)}`;
  }
}

const whenHeard = ({ lastHeard }: Connection, now: number, t: Translate): string =>
  lastHeard === undefined
    ? t('not heard yet')
    : t('last heard {0} ago', formatDuration((now - lastHeard) / 1000));
