import type { CsvRecord } from '../csv/csvRecord.ts';
import { normalizeHeader } from './knownStatistics.ts';
import type { Column } from './column.ts';
import { UserError } from '../common/userError.ts';

/** Headers under which tables name their players, likeliest first, as `normalizeHeader` leaves them. */
const entityHeaders = [
  'player',
  'players',
  'playername',
  'batter',
  'battername',
  'batsman',
  'batsmanname',
  'batswoman',
  'cricketer',
  'name',
  'fullname',
  'bowler',
  'fielder',
  'wicketkeeper',
  '선수',
  '선수명',
  '이름',
  '姓名',
  '球员',
  '球员姓名',
  '选手',
  '選手',
  '選手名',
  'खिलाड़ी',
];

/** Whether tables name their players under this header. */
export const isEntityHeader = (header: string): boolean =>
  entityHeaders.includes(normalizeHeader(header));

interface EntityColumnSearch {
  /** What messages call the file. */
  readonly name: string;
  readonly columns: readonly Column[];
  /** The first of the table; without them only headers are looked at. */
  readonly records?: readonly CsvRecord[] | undefined;
  /** Header that the person has chosen. */
  readonly wanted?: string | undefined;
}

/**
 * The column that names the entities: the chosen one, else one under a usual header, else the first
 * whose cells are text and all different; undefined where it takes records to tell and none are given.
 *
 * @throws UserError when there is none; it lists the columns there are.
 */
export function findEntityColumn({
  name,
  columns,
  records,
  wanted,
}: EntityColumnSearch): Column | undefined {
  const found =
    wanted === undefined
      ? (findByHeader(columns) ?? columns.find((column) => isTextKey(column, records ?? [])))
      : columns.find((column) => normalizeHeader(column.name) === normalizeHeader(wanted));
  if (found === undefined && (wanted !== undefined || records !== undefined)) {
    const expected =
      wanted === undefined
        ? 'no column that names the players (Player, Name, Batsman or Batter)'
        : `no column “${wanted}”`;
    const list = columns.map((column) => column.name).join(', ');
    throw new UserError(
      `${name} has ${expected}. Its columns: ${list === '' ? 'none with a name of its own' : list}. Name the one to use in cricketLora.dataset.entityColumn.`,
      'open settings',
    );
  }
  return found;
}

const findByHeader = (columns: readonly Column[]): Column | undefined =>
  entityHeaders
    .map((header) => columns.find((column) => normalizeHeader(column.name) === header))
    .find((column) => column !== undefined);

function isTextKey({ index }: Column, records: readonly CsvRecord[]): boolean {
  const values = records.map((record) => record.cell(index).trim());
  const texts = values.filter((value) => /\p{L}/u.test(value));
  return texts.length * 2 > values.length && new Set(values).size === values.length;
}
