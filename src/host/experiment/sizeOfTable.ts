import { say } from '../../core/common/sentence.ts';
import { UserError } from '../../core/common/userError.ts';
import { datasetRequestOf } from '../dataset/datasetRequest.ts';
import { previewDataset } from '../dataset/previewDataset.ts';
import { dirname } from 'node:path';

/**
 * How many rows a table has that can be used, and the column with most numbers, by which to take fewer of them.
 *
 * @throws UserError when there is no such column
 */
export async function sizeOfTable(
  tablePath: string,
): Promise<{ readonly count: number; readonly by: string }> {
  const request = await datasetRequestOf({}, { tablePath, folder: dirname(tablePath) });
  const { rows, columns } = await previewDataset(request);
  const [most] = columns.filter(({ kind }) => kind === 'count').sort((a, b) => b.values - a.values);
  if (most === undefined) {
    throw new UserError(
      say('{0} has no column of counts by which to take fewer of its rows.', tablePath),
    );
  }
  return { count: rows.usable, by: most.name };
}
