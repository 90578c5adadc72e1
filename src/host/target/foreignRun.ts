import { say } from '../../core/common/sentence.ts';
import { UserError } from '../../core/common/userError.ts';
import type { Target } from '../run/target.ts';

/**
 * Where a run is that came with the folder: nowhere that anything is asked, ended or written. Its files are
 * read as they are; one that claims to be going on is not waited for.
 */
export const foreignRun: Target = {
  end: (folder) => Promise.reject(notAdopted(folder)),
  attach: () => ({
    isGone: () => Promise.resolve(true),
    findLoss: () =>
      Promise.resolve({ type: 'lost', cancelled: false, code: 'came-with-folder', lastWords: '' }),
    recordLoss: () => Promise.resolve(),
    broken: new Promise(() => undefined),
  }),
};

export const notAdopted = (folder: string): UserError =>
  new UserError(
    say(
      '{0} came with the folder: this machine did not start it, so that it is only shown. Adopt it first (Adopt Run).',
      folder,
    ),
  );
