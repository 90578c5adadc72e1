import { say } from '../../core/common/sentence.ts';
import { UserError } from '../../core/common/userError.ts';

/** Converts a missing or unreadable file to a UserError; returns other errors unchanged. */
export function toReadError(error: unknown, path: string): unknown {
  const { code = '' } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new UserError(say('There is no file {0}.', path));
    case 'EISDIR':
      return new UserError(say('{0} is a folder. Expected a file.', path));
    case 'EACCES':
    case 'EPERM':
      return new UserError(say('{0} is not readable. Change its permissions and try again.', path));
    default:
      return error;
  }
}

/** Converts disk and permission errors to a UserError; returns other errors unchanged. */
export function toWriteError(error: unknown, path: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new UserError(
        say('Could not write {0}: the disk is full. Free some space and try again.', path),
      );
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new UserError(
        say(
          'Could not write {0}: permission denied. Change its permissions or choose another folder.',
          path,
        ),
      );
    case undefined:
    default:
      return error;
  }
}
