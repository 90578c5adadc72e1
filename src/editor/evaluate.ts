import { constants, existsSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { UserError } from '../core/userError.ts';
import { startRun } from '../host/localRun.ts';
import { createRun } from '../host/runFolder.ts';
import { choosePython } from './choosePython.ts';
import { chooseRun } from './chooseRun.ts';
import { questionsPathOf } from './openQuestion.ts';
import type { RunParts } from './runParts.ts';
import type { Run } from './runs.ts';
import { mayStart } from './train.ts';
import { isTrustedFor } from './trust.ts';

/**
 * The command Evaluate: asks a run's adapter every question once more, in a run of its own so that the
 * earlier answers stay.
 */
export async function evaluateAgain(from: unknown, parts: RunParts): Promise<void> {
  if (!(await isTrustedFor('Evaluating')) || !(await mayStart(parts))) return;
  const run = await chooseRun(parts.runs, from, {
    title: 'Evaluate',
    fits: hasAdapter,
    otherwise: new UserError(
      'There is nothing to evaluate yet: no run has made an adapter. Train first.',
      'train',
    ),
  });
  if (run === undefined) return;
  const python = await choosePython(parts);
  const { base, recipe, target } = run.request;
  const folder = await createRun({
    runsFolder: dirname(run.folder),
    questionsPath: await questionsPathOf(run.folder),
    base,
    recipe,
    operation: 'predict',
    target,
  });
  await cp(adapterOf(run), join(folder, 'adapter'), {
    recursive: true,
    mode: constants.COPYFILE_FICLONE,
  });
  await startRun(folder, python);
  await parts.runs.follow(folder);
}

const adapterOf = (run: Run): string => join(run.folder, 'adapter');

const hasAdapter = (run: Run): boolean => existsSync(join(adapterOf(run), 'adapter_config.json'));
