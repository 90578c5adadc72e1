import { UserError } from '../../core/common/userError.ts';

/** A UserError for a file that is missing or may not be read, otherwise the error itself. */
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
      return new UserError(`${path} may not be read. Change its permissions and try again.`);
    default:
      return error;
  }
}
