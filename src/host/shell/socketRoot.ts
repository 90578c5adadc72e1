import { tmpdir } from 'node:os';

/** Of what the name of a socket may have (104 on macOS, 108 on Linux), what ours take below the folder. */
const longest = 60;

/**
 * Where sockets are made: the temporary folder, unless its name is too long for one, as macOS' own is. ssh
 * says of that no more than that it could not connect.
 */
export const socketRoot = (
  folder = tmpdir(),
  platform: NodeJS.Platform = process.platform,
): string =>
  platform === 'darwin' || (platform !== 'win32' && Buffer.byteLength(folder) > longest)
    ? '/tmp'
    : folder;
