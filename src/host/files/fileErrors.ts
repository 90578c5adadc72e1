import { UserError } from '../../core/common/userError.ts';

/** Converts a missing or unreadable file to a UserError; returns other errors unchanged. */
export function toReadError(error: unknown, path: string): unknown {
  const { code = '' } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new UserError(`There is no file ${path}.`);
    case 'EISDIR':
      return new UserError(`${path} is a folder. Expected a file.`);
    case 'EACCES':
    case 'EPERM':
      return new UserError(`${path} is not readable. Change its permissions and try again.`);
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
        `Could not write ${path}: the disk is full. Free some space and try again.`,
      );
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new UserError(
        `Could not write ${path}: permission denied. Change its permissions or choose another folder.`,
      );
    case undefined:
    default:
      return error;
  }
}
