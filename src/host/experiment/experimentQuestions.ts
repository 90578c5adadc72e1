import { say } from '../../core/common/sentence.ts';
import { join } from 'node:path';
import type { DatasetSettings } from '../../core/dataset/datasetSettings.ts';
import { isObject } from '../../core/common/isObject.ts';
import { UserError } from '../../core/common/userError.ts';
import type { Point } from '../../core/experiment/experiment.ts';
import { datasetRequestOf } from '../dataset/datasetRequest.ts';
import { generateDataset, type GenerateRequest } from '../dataset/generateDataset.ts';
import { readMeta } from '../dataset/readMeta.ts';
import { exists } from '../files/exists.ts';
import { makeFolder } from '../files/flush.ts';
import { sha256OfFile } from '../files/readTextFile.ts';
import type { OpenExperiment } from './experimentFolder.ts';

/**
 * The questions of a point: those that the experiment names, or made of its table once for all points with the
 * same options.
 *
 * @throws UserError when they cannot be made, or the table has changed since others were made
 */
export async function questionsOf(
  { folder, workspace, experiment }: Pick<OpenExperiment, 'folder' | 'workspace' | 'experiment'>,
  { dataset, datasetKey }: Pick<Point, 'dataset' | 'datasetKey'>,
): Promise<string> {
  const { table, questions } = experiment;
  if (questions !== undefined) return join(workspace, questions);
  const tablePath = join(workspace, table ?? '');
  const made = join(folder, 'datasets', datasetKey);
  const path = join(made, 'questions.jsonl');
  if (await exists(path)) {
    const known = (await readMeta(path))?.table;
    const sha256 = isObject(known) ? known.sha256 : undefined;
    if (sha256 !== (await sha256OfFile(tablePath))) {
      throw new UserError(
        say(
          '{0} has changed since this experiment began: its runs would not be of the same table. Make a new experiment, or restore the table.',
          tablePath,
        ),
      );
    }
    return path;
  }
  await makeFolder(join(folder, 'datasets'));
  const { questionsPath } = await generateDataset({
    ...(await requestOf(workspace, tablePath, dataset)),
    folder: made,
  });
  return questionsPath;
}

const requestOf = (
  folder: string,
  tablePath: string,
  dataset: DatasetSettings,
): Promise<GenerateRequest> => datasetRequestOf(dataset, { tablePath, folder });
