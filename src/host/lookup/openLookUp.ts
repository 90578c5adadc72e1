import { say } from '../../core/common/sentence.ts';
import { basename, join } from 'node:path';
import * as v from 'valibot';
import { checkValue } from '../../core/common/checkValue.ts';
import { finite, line, sha256 } from '../../core/common/schemas.ts';
import { UserError } from '../../core/common/userError.ts';
import { answerForms } from '../../core/dataset/generateOptions.ts';
import { RowFinder } from '../../core/lookup/rowFinder.ts';
import { rowTextsOf } from '../../core/lookup/tableRows.ts';
import { readMeta } from '../dataset/readMeta.ts';
import { datasetFolderOf } from '../dataset/generateDataset.ts';
import { tableOfDataset } from '../dataset/tableOfDataset.ts';
import { exists } from '../files/exists.ts';
import { openTable } from '../table/openTable.ts';

/** A dataset's table, to be searched, and the dataset's word for not knowing. */
export interface LookUp {
  readonly rows: RowFinder;
  readonly tablePath: string;
  readonly unknownAnswer: string;
}

const optional = v.exactOptional;
const headers = v.pipe(v.array(line(400)), v.maxLength(1000));
const filters = v.pipe(
  v.array(
    v.object({
      column: line(400),
      is: optional(v.union([v.string(), v.array(v.string())])),
      atLeast: optional(finite),
      atMost: optional(finite),
    }),
  ),
  v.maxLength(100),
);
const tableSchema = v.object({
  sha256: optional(sha256),
  encoding: optional(line(40)),
  delimiter: optional(line(4)),
  entityColumn: optional(line(400)),
  tellApart: optional(headers),
  filter: optional(filters),
  key: optional(headers),
  headerLine: optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1))),
  missing: optional(v.pipe(v.array(line(100)), v.maxLength(1000))),
});
const optionsSchema = v.object({
  unknownAnswer: optional(v.pipe(line(200), v.minLength(1))),
  answers: optional(v.picklist(answerForms)),
});

/**
 * Reads the table that a dataset was made from, as it was read then.
 *
 * @throws UserError when there is no such table, it has changed since or cannot be read; the signal's
 *   reason when aborted
 */
export async function openLookUp(questionsPath: string, signal?: AbortSignal): Promise<LookUp> {
  const tablePath = await tableOfDataset(questionsPath);
  if (!(await exists(tablePath))) {
    throw new UserError(
      say(
        'The table {0} that these questions were made from is not there: there is nothing to look up in. Put it back, or choose questions that were generated from a table.',
        tablePath,
      ),
    );
  }
  const meta = await readMeta(join(datasetFolderOf(tablePath), basename(questionsPath)));
  const { sha256: before, ...asRead } = checkValue(tableSchema, meta?.table).value ?? {};
  const { answers = 'as written', unknownAnswer = 'unknown' } =
    checkValue(optionsSchema, meta?.options).value ?? {};
  const table = await openTable(tablePath, asRead, { signal });
  if (before !== undefined && table.sha256 !== before) {
    throw new UserError(
      say(
        '{0} has changed since the questions were made from it. Generate the dataset again.',
        basename(tablePath),
      ),
      'generate dataset',
    );
  }
  const textOf = rowTextsOf(table, answers);
  const rows = new RowFinder();
  for await (const piece of table.rows({ signal })) {
    for (const row of piece) rows.add(textOf(row));
  }
  return { rows, tablePath, unknownAnswer };
}
