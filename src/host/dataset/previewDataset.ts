import { type DatasetPreview, PreviewMaker } from '../../core/dataset/datasetPreview.ts';
import { QuestionMaker } from '../../core/dataset/questionMaker.ts';
import { knowingQuestionsOf } from '../../core/knowing/knowingTable.ts';
import { type GenerateRequest, readPhrasings, tableOptionsOf } from './generateDataset.ts';
import { openTable } from '../table/openTable.ts';

/**
 * What `generateDataset` would make of the same request; writes nothing.
 *
 * @throws UserError as `generateDataset` does; the signal's reason when aborted.
 */
export async function previewDataset(request: GenerateRequest): Promise<DatasetPreview> {
  const { tablePath, signal, options } = request;
  const phrasings = await readPhrasings(request);
  const table = await openTable(tablePath, tableOptionsOf(request), { signal });
  const maker = new QuestionMaker(table, phrasings, options);
  for (const survey of maker.surveys) {
    for await (const rows of table.rows({ signal })) rows.forEach(survey);
  }
  const preview = new PreviewMaker(
    table,
    maker,
    knowingQuestionsOf(table, phrasings, maker.options),
  );
  for await (const rows of table.rows({ signal })) {
    for (const row of rows) preview.add(row);
  }
  return preview.preview(table.form);
}
