import { say } from '../../core/common/sentence.ts';
import { spawn } from 'node:child_process';
import { localTargetName } from '../../core/target/targetSetting.ts';
import { UserError } from '../../core/common/userError.ts';
import { channelOf } from './channel.ts';
import type { Shell } from './shell.ts';

/** This machine's own `sh`. */
export const localShell: Shell = {
  name: localTargetName,
  open: (script) =>
    channelOf(
      // A session of its own, as under sshd.
      spawn('sh', ['-c', script], { stdio: ['pipe', 'pipe', 'pipe'], detached: true }),
    ),
  failureOf: ({ exit, stderr }) =>
    new UserError(
      say('A script ended with {0}: {1}', exit ?? 'a signal', stderr.trim()),
      'show log',
    ),
  gone: new Promise(() => undefined),
  close: () => undefined,
};
