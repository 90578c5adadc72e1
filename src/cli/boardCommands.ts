import { resolve } from 'node:path';
import { pluralize } from '../core/common/formatNumbers.ts';
import { UserError } from '../core/common/userError.ts';
import { boards, usualPlace } from '../host/boards/boards.ts';
import { exportEvents } from '../host/boards/exportEvents.ts';
import { childThatCounts, findChildren } from '../host/experiment/children.ts';
import { openExperiment } from '../host/experiment/experimentFolder.ts';
import type { Python } from '../host/python/findPython.ts';
import { readRunRequest } from '../host/run/runFolder.ts';
import { isExperiment } from './experimentCommands.ts';
import { print } from './print.ts';
import type { Values } from './usage.ts';

/** Takes a run, or the runs of an experiment, to a board that others have made. */
export async function exportEventsOf(
  path: string,
  { path: python }: Pick<Python, 'path'>,
  { as, to }: Values,
): Promise<void> {
  const board = boards.find((one) => one === as);
  if (board === undefined) {
    throw new UserError(`--as is “${as}”. Expected ${boards.join(', ')}.`);
  }
  const folders = isExperiment(path) ? await runsOf(path) : [path];
  for (const folder of folders) await readRunRequest(folder);
  const where = placeOf(to) ?? usualPlace(board, resolve('.cricket-lora'));
  await exportEvents(folders, { board, to: where, python });
  print(`${pluralize(folders.length, 'run')} to ${board}`, `  ${where}`);
}

/** A folder, or an address of MLflow's. */
const placeOf = (to: string | undefined): string | undefined =>
  to === undefined || /^[a-z]+:/.test(to) ? to : resolve(to);

async function runsOf(path: string): Promise<string[]> {
  const open = await openExperiment(path);
  const children = await findChildren(open);
  const folders = open.grid.points.flatMap(({ key }) => {
    const child = childThatCounts(children.get(key));
    return child?.ended?.status === 'finished' ? [child.folder] : [];
  });
  if (folders.length === 0) {
    throw new UserError(`No run of ${open.name} has finished yet.`);
  }
  return folders;
}
