import type { DatasetRows, DatasetSettings } from '../core/dataset/datasetSettings.ts';
import { parseJson } from '../core/common/parseJson.ts';
import type { AnswerForm } from '../core/dataset/generateOptions.ts';
import { UserError } from '../core/common/userError.ts';

/** The terminal's dataset options in the form of `parseArgs`, one per setting. */
export const datasetArguments = {
  statistics: { type: 'string' },
  key: { type: 'string', multiple: true },
  domain: { type: 'string' },
  format: { type: 'string' },
  'header-line': { type: 'string' },
  missing: { type: 'string' },
  columns: { type: 'string' },
  verbose: { type: 'boolean' },
  'entity-column': { type: 'string' },
  'tell-apart': { type: 'string', multiple: true },
  rows: { type: 'string' },
  phrasings: { type: 'string' },
  'phrasings-per-fact': { type: 'string' },
  'held-phrasings': { type: 'string' },
  'held-facts': { type: 'string' },
  seed: { type: 'string' },
  answers: { type: 'string' },
  unknown: { type: 'string' },
  'unknown-answer': { type: 'string' },
  'other-ways': { type: 'string' },
  encoding: { type: 'string' },
  delimiter: { type: 'string' },
} as const;

export const datasetUsage = `  --statistics A,B,…        what to ask about, by id or header (the usual ones)
  --key HEADER              a column that names rows, the name first; repeated for season, team … (found)
  --domain NAME             cricket, general, or a JSON file of your own (found)
  --format NAME             of cricket: test, odi, t20i, first-class, ipl, club … (found)
  --header-line N           line of the header (found)
  --missing A,B,…           cells that hold no value (blanks, dashes, NA among numbers …)
  --columns JSON            {"HEADER": {"ask": false, "form": …, "words": …, "unit": …, "damaged": "keep"}}
  --verbose                 every line that is left out, not only how many
  --entity-column HEADER    the first --key, as it was called
  --tell-apart HEADER       a further --key, as it was called
  --rows JSON               {"filter": [{"column": "Runs", "atLeast": 1000}], "top": {"count": 100, "by": "Runs"}}
  --phrasings FILE          phrasings of your own
  --phrasings-per-fact N    phrasings of each fact to train on (all)
  --held-phrasings N        phrasings of each fact kept from training (all)
  --held-facts SHARE        share of facts kept from training, 0 to below 1 (0)
  --seed N                  decides which facts those are (42)
  --answers FORM            “as written” (default) or thousands
  --unknown N               questions that the table cannot answer, trained to be answered so; auto: five a fact (0)
  --unknown-answer WORD     what is answered then (unknown)
  --other-ways N            trained facts asked in each other way, never trained (0)
  --encoding NAME           of the table (found)
  --delimiter CHARACTER     between its cells (found)
`;

type Values = Readonly<
  Partial<
    Record<Exclude<keyof typeof datasetArguments, 'tell-apart' | 'key' | 'verbose'>, string>
  > & {
    'tell-apart'?: readonly string[];
    key?: readonly string[];
    verbose?: boolean;
  }
>;

/**
 * The settings that the options stand for.
 *
 * @throws UserError for an invalid number or rows that are not JSON.
 */
export function datasetSettingsIn(values: Values): DatasetSettings {
  const number = (name: keyof typeof datasetArguments): number | undefined => {
    const text = values[name];
    if (typeof text !== 'string') return undefined;
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (Number.isNaN(value)) throw new UserError(`--${name} is '${text}'. Expected a number.`);
    return value;
  };
  return {
    statistics: values.statistics?.split(',').map((name) => name.trim()),
    key: values.key,
    domain: values.domain,
    format: values.format,
    headerLine: number('header-line'),
    missing: values.missing?.split(','),
    columns: values.columns === undefined ? undefined : columnsIn(values.columns),
    entityColumn: values['entity-column'],
    tellApart: values['tell-apart'],
    rows: values.rows === undefined ? undefined : rowsIn(values.rows),
    phrasings: values.phrasings,
    phrasingsPerFact: number('phrasings-per-fact'),
    heldPhrasings: number('held-phrasings'),
    heldFacts: number('held-facts'),
    seed: number('seed'),
    // Validated with the other settings when questions are generated.
    answers: values.answers as AnswerForm | undefined,
    unknown: values.unknown === 'auto' ? 'auto' : number('unknown'),
    unknownAnswer: values['unknown-answer'],
    otherWays: number('other-ways'),
    encoding: values.encoding,
    delimiter: values.delimiter === '\\t' ? '\t' : values.delimiter,
  };
}

function columnsIn(text: string): NonNullable<DatasetSettings['columns']> {
  const columns = parseJson(text, '--columns');
  if (typeof columns !== 'object' || columns === null || Array.isArray(columns)) {
    throw new UserError('--columns: expected an object with a column’s wishes under its header.');
  }
  return columns as NonNullable<DatasetSettings['columns']>;
}

function rowsIn(text: string): DatasetRows {
  const rows = parseJson(text, '--rows');
  if (typeof rows !== 'object' || rows === null || Array.isArray(rows)) {
    throw new UserError('--rows: expected an object with "filter" or "top".');
  }
  return rows;
}
