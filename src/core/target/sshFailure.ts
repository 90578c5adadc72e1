import { say } from '../common/sentence.ts';
import { UserError } from '../common/userError.ts';

export type SshFailureKind =
  'changed-host-key' | 'unknown-host-key' | 'denied' | 'no-such-host' | 'unreachable' | 'no-shell';

/** Classifies ssh's last output; `unreachable`, which may be temporary, if unknown. */
export function sshFailureKind(said: string): SshFailureKind {
  if (/REMOTE HOST IDENTIFICATION HAS CHANGED|host key for .* has changed/i.test(said)) {
    return 'changed-host-key';
  }
  if (/Host key verification failed|No .* host key is known/i.test(said)) return 'unknown-host-key';
  if (/Permission denied|Too many authentication failures|No supported auth/i.test(said)) {
    return 'denied';
  }
  if (/Could not resolve hostname|Bad configuration option|bad port/i.test(said)) {
    return 'no-such-host';
  }
  return 'unreachable';
}

/** A user-readable sign-in failure, with ssh's own message. */
export function sshFailure(host: string, kind: SshFailureKind, said: string): UserError {
  const words = said.trim();
  const ssh = words === '' ? say('ssh said nothing.') : say('ssh says:\n{0}', words);
  switch (kind) {
    case 'changed-host-key':
      return new UserError(
        say(
          '{0} has a different host key than before, so nothing is sent to it. If you know why (it was reinstalled), remove the old key with ssh-keygen -R; if not, someone may be intercepting the connection. {1}',
          host,
          ssh,
        ),
      );
    case 'unknown-host-key':
      return new UserError(
        say(
          'The host key of {0} is not known here and was not accepted. Check its fingerprint and try again. {1}',
          host,
          ssh,
        ),
      );
    case 'denied':
      return new UserError(
        say(
          '{0} does not let you in: user name, key or password is wrong. Try ‘ssh {0}’ in a terminal; correct User and IdentityFile in your ssh config. {1}',
          host,
          ssh,
        ),
      );
    case 'no-such-host':
      return new UserError(
        say('ssh does not know {0}. Correct cricketLora.target or your ssh config. {1}', host, ssh),
        'open settings',
      );
    case 'unreachable':
      return new UserError(
        say(
          '{0} does not answer. Check that it is switched on and that the network (or VPN) is up. {1}',
          host,
          ssh,
        ),
      );
    case 'no-shell':
      return new UserError(
        say(
          '{0} let you in but did not run a POSIX shell (sh), so it cannot train. {1}',
          host,
          ssh,
        ),
      );
  }
}
