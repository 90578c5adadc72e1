import { say } from '../../core/common/sentence.ts';
import { mkdir, readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { slug } from '../../core/common/slug.ts';
import { UserError } from '../../core/common/userError.ts';
import type { Experiment, Grid } from '../../core/experiment/experiment.ts';
import { experimentSchema } from '../../core/experiment/experimentSchema.ts';
import { gridOf } from '../../core/experiment/grid.ts';
import { exists } from '../files/exists.ts';
import { toWriteError } from '../files/fileErrors.ts';
import { makeFolder } from '../files/flush.ts';
import { readChecked } from '../files/readJsonObject.ts';
import { writeAtomically } from '../files/writeAtomically.ts';

export const experimentFile = 'experiment.json';

/** An experiment with its place on the disk: `WORKSPACE/.cricket-lora/experiments/NAME`. */
export interface OpenExperiment {
  readonly folder: string;
  /** Name of the folder, which its runs name. */
  readonly name: string;
  /** What table and questions are relative to. */
  readonly workspace: string;
  readonly runsFolder: string;
  readonly experiment: Experiment;
  readonly grid: Grid;
}

const ourFolder = '.cricket-lora';
const folderName = 'experiments';

const experimentsFolderOf = (workspace: string): string => join(workspace, ourFolder, folderName);

/**
 * @param path of an experiment's folder, or of its experiment.json
 * @throws UserError when it is not where experiments are, or says nothing sensible
 */
export async function openExperiment(path: string): Promise<OpenExperiment> {
  const folder = basename(path) === experimentFile ? dirname(path) : path;
  const [experiments, ours] = [dirname(folder), dirname(dirname(folder))];
  if (basename(experiments) !== folderName || basename(ours) !== ourFolder) {
    throw new UserError(
      say(
        '{0} is not in {1} of a folder, where experiments are: move it there.',
        folder,
        join(ourFolder, folderName),
      ),
    );
  }
  const file = join(folder, experimentFile);
  const read = await readChecked(file, experimentSchema, { below: folder, most: 1 << 20 });
  if (read?.value === undefined) {
    throw new UserError(
      read === undefined
        ? say('{0} does not exist. Correct it, or make one with New Experiment.', file)
        : say(
            '{0} is no experiment ({1}). Correct it, or make one with New Experiment.',
            file,
            read.problem,
          ),
    );
  }
  return {
    folder,
    name: basename(folder),
    workspace: dirname(ours),
    runsFolder: join(ours, 'runs'),
    experiment: read.value,
    grid: gridOf(read.value),
  };
}

/** Absolute paths of the folders that have an experiment.json, by name. */
export async function listExperiments(workspace: string): Promise<string[]> {
  const folder = experimentsFolderOf(workspace);
  const names = await readdir(folder).catch(() => []);
  const found = await Promise.all(
    names
      .sort()
      .map(async (name) =>
        (await exists(join(folder, name, experimentFile))) ? [join(folder, name)] : [],
      ),
  );
  return found.flat();
}

/**
 * Makes the folder of a new experiment, with a name of its own.
 *
 * @returns its experiment.json
 */
export async function createExperiment(
  workspace: string,
  content: Readonly<Record<string, unknown>>,
): Promise<string> {
  const parent = experimentsFolderOf(workspace);
  const stem = slug(String(content.name));
  try {
    await makeFolder(parent);
    for (let number = 1; ; number++) {
      const folder = join(parent, number === 1 ? stem : `${stem}-${number}`);
      try {
        await mkdir(folder);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
        continue;
      }
      const path = join(folder, experimentFile);
      await writeAtomically(path, `${JSON.stringify(content, null, 2)}\n`);
      return path;
    }
  } catch (error) {
    throw toWriteError(error, parent);
  }
}
