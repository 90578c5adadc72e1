import { lstat } from 'node:fs/promises';

/** True when a path exists, even as a broken link. */
export const exists = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  );
