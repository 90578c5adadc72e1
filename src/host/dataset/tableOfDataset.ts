import { readdir } from 'node:fs/promises';
import { basename, dirname, join, parse } from 'node:path';
import { isTablePath } from '../../core/table/tableFiles.ts';

/**
 * `F/NAME.dataset/questions.jsonl` → `F/NAME.csv`, or whatever extension the table NAME has; of
 * `F/NAME-focus.dataset` and `F/NAME-lookup.dataset`, which were made from the first, the same.
 */
export async function tableOfDataset(questionsPath: string): Promise<string> {
  const datasetFolder = dirname(questionsPath);
  const folder = dirname(datasetFolder);
  const name = basename(datasetFolder, '.dataset');
  const files = await readdir(folder).catch(() => []);
  const tableNamed = (wanted: string): string | undefined =>
    files.find((file) => isTablePath(file) && parse(file).name === wanted);
  const table = tableNamed(name) ?? tableNamed(name.replace(/-(?:focus|lookup)$/, ''));
  return join(folder, table ?? `${name}.csv`);
}
