import { say } from '../common/sentence.ts';
import { valueOf } from '../reading/cell.ts';
import type { MatchFormat } from '../reading/domain.ts';
import { partKindOf, senseOf } from '../reading/keyWords.ts';
import type { CsvRecord } from '../csv/csvRecord.ts';
import { detachString } from '../common/detachString.ts';
import { raggedness } from './raggedRow.ts';
import { formatCount } from '../common/formatNumbers.ts';
import { slug, slugs } from '../common/slug.ts';
import type { Column } from '../reading/column.ts';
import { type RowName, RowNamer } from './rowName.ts';
import { UserError } from '../common/userError.ts';
import type { ScannedTable } from './scannedTable.ts';

/** Who a row is about. */
export interface Identity extends RowName {
  /** Of `entity`, which is unique in the table, and unique, too. */
  readonly slug: string;
  /** The row's own format, in a table that has a column of them. */
  readonly format: MatchFormat | undefined;
}

/** So few rows of one name are namesakes, whatever their share. */
const fewAmbiguous = 6;

/** A row that may share its name, kept to be compared with the others. */
type Kept = CsvRecord;

/**
 * The second look at a table: at the rows whose names or slugs the first look suspects to be there
 * twice. Then every row that is asked about has a name of its own, by comparison and not by
 * fingerprint.
 */
export class SecondLook {
  readonly #table: ScannedTable;
  readonly #namer: RowNamer;
  /** Lines on which a part of the name is damaged, by part. */
  readonly #damagedNames: readonly ReadonlySet<number>[];
  /** By name, of those whose slug may be there twice. */
  readonly #namesakes = new Map<string, Kept[]>();
  /** Names that share at most their slug. */
  readonly #alike = new Set<string>();
  /** Names that several rows have. */
  readonly #shared = new Set<string>();
  /** By line, of rows that share their name: who they are about; others are left out. */
  readonly #entities = new Map<number, string>();
  #slugs: ReadonlyMap<string, string> = new Map();
  /** Rows that share their name; and of these, those that nothing tells apart. */
  #sharing = 0;
  #ambiguous = 0;
  /** Headers that would tell them apart. */
  #offers: readonly string[] = [];

  constructor(table: ScannedTable) {
    this.#table = table;
    this.#namer = new RowNamer(table.understanding);
    const { names, parts, apart } = table.understanding.key;
    this.#damagedNames = [...names, ...parts, ...apart].flatMap(
      ({ index }) => table.damaged.get(index) ?? [],
    );
  }

  get lastHeadLine(): number {
    return this.#table.lastHeadLine;
  }

  /** Whether there is anything to look at. */
  get isNeeded(): boolean {
    return this.#table.slugs.hasRepeated;
  }

  /**
   * @throws UserError when no row is kept, or when more than half are left out because nothing tells
   *   them apart: then the others, too, are parts of something and not the whole of what they name.
   */
  refuseAmbiguous(): void {
    const { name, usable, understanding } = this.#table;
    const isLeft = usable > this.#sharing - this.#entities.size;
    if (isLeft && (this.#ambiguous < fewAmbiguous || this.#ambiguous * 2 <= usable)) return;
    const { names, parts } = understanding.key;
    const key = [...names, ...parts].map((one) => one.name).join(' + ');
    const offer =
      this.#offers.length === 0
        ? say(
            'no column that people would name tells them apart. Name those that do, after the name, in cricketLora.dataset.key, or choose rows in cricketLora.dataset.rows.',
          )
        : say(
            'nothing says which is meant. Name what tells them apart after the name in cricketLora.dataset.key: {0}.',
            this.#offers.join(', '),
          );
    throw new UserError(
      say(
        '{0}: {1} of {2} rows share their {3} with others that differ, and {4}',
        name,
        this.#ambiguous,
        usable,
        key,
        offer,
      ),
      'choose column',
    );
  }

  push(record: CsvRecord): void {
    const name = this.#nameIn(record)?.entity;
    if (name === undefined) return;
    if (!this.#table.slugs.mayBeRepeated(slug(name))) return;
    const rows = this.#namesakes.get(name);
    const kept = record.detached();
    if (rows === undefined) this.#namesakes.set(detachString(name), [kept]);
    else rows.push(kept);
  }

  end(): void {
    const told: string[] = [];
    for (const [name, rows] of this.#namesakes) {
      if (rows.length === 1) this.#alike.add(name);
      else this.#settle(name, rows, told);
    }
    this.#offerTellers();
    // Names with brackets of ours never take a slug from one without.
    const plain = slugs(this.#alike, (candidate) => this.#table.slugs.mayHave(candidate));
    const taken = new Set(plain.values());
    const added = new Map<string, string>();
    for (const entity of told.sort()) {
      const wanted = slug(entity);
      let given = wanted;
      for (let n = 2; taken.has(given) || this.#table.slugs.mayHave(given); n++) {
        given = `${wanted}-${n}`;
      }
      taken.add(given);
      added.set(entity, given);
    }
    this.#slugs = new Map([...plain, ...added]);
    this.#namesakes.clear();
  }

  /** Undefined for the header and for a row that is left out. */
  identify(record: CsvRecord): Identity | undefined {
    const named = this.#nameIn(record);
    if (named === undefined) return undefined;
    const { entity: name, context } = named;
    const format = this.#namer.formatOf(record);
    const own = slug(name);
    if (!this.#table.slugs.mayBeRepeated(own)) {
      return { entity: name, name: named.name, context, slug: own, format };
    }
    const entity = this.#shared.has(name) ? this.#entities.get(record.line) : name;
    if (entity === undefined) return undefined;
    const told = entity === name ? named : { entity, name: entity, context };
    return { ...told, slug: this.#slugs.get(entity) ?? slug(entity), format };
  }

  /** The name of a row that can be used: whole, passed by the filter, its name sound. */
  #nameIn(record: CsvRecord): RowName | undefined {
    const { lastHeadLine, width, passes } = this.#table;
    if (record.line <= lastHeadLine) return undefined;
    if (raggedness(record, width) !== undefined || !passes(record)) return undefined;
    for (const lines of this.#damagedNames) if (lines.has(record.line)) return undefined;
    const named = this.#namer.nameOf(record);
    return 'entity' in named ? named : undefined;
  }

  /**
   * Of rows with one name, the first is kept when all say the same; when they differ (two men of one
   * name, or a correction), what tells them apart is added to the name; without that none is kept,
   * because a question would be ambiguous.
   */
  #settle(name: string, rows: readonly Kept[], told: string[]): void {
    const { columns, tellers } = this.#table;
    const [first] = rows;
    if (first === undefined) return;
    this.#shared.add(name);
    this.#sharing += rows.length;
    const isSame = (a: Kept, b: Kept) =>
      columns.every(({ index }) => a.cell(index) === b.cell(index));
    if (rows.every((row) => isSame(row, first))) {
      this.#keep(name, rows);
      this.#alike.add(name);
      return;
    }
    const groups = new Map<string, Kept[]>();
    for (const row of rows) {
      const marks = tellers.map((column) => valueOf(row, column));
      const entity =
        marks.length === 0 || marks.includes(undefined) ? name : `${name} (${marks.join(', ')})`;
      groups.set(entity, [...(groups.get(entity) ?? []), row]);
    }
    for (const [entity, group] of groups) {
      const [head] = group;
      const isUnique = tellers.length > 0 && entity !== name && !this.#table.names.mayHave(entity);
      if (head !== undefined && isUnique && group.every((row) => isSame(row, head))) {
        this.#keep(entity, group);
        told.push(entity);
      } else {
        this.#leaveOut(entity, group, rows);
      }
    }
  }

  #keep(entity: string, [first, ...others]: readonly Kept[]): void {
    if (first === undefined) return;
    this.#entities.set(first.line, entity);
    const { entityColumn, problems } = this.#table;
    const reason = say('repeats the row of {0} on line {1}: left out', entity, first.line);
    for (const { line } of others) {
      problems.add('repeated rows', { line, column: entityColumn.name, reason });
    }
  }

  #leaveOut(entity: string, group: readonly Kept[], all: readonly Kept[]): void {
    this.#ambiguous += group.length;
    const { entityColumn, problems, tellers } = this.#table;
    const rows = tellers.length === 0 ? all : group;
    const lines = rows.slice(0, 20).map(({ line }) => line);
    const more = rows.length > lines.length ? ', …' : '';
    const reason =
      rows.length === 1
        ? say('{0} cannot be told from others of this name: left out', entity)
        : say(
            '{0} has {1} different rows (lines {2}{3}): all are left out',
            entity,
            rows.length,
            lines.join(', '),
            more,
          );
    for (const { line } of group) {
      problems.add('rows of one name', { line, column: entityColumn.name, reason });
    }
  }

  /** Says which column would tell apart all the rows that share a name and differ. */
  #offerTellers(): void {
    const {
      columns,
      entityColumn,
      readings: scanned,
      tellers,
      warnings,
      understanding,
    } = this.#table;
    const readings = new Map(scanned.map((reading) => [reading.column, reading]));
    // Columns of numbers are poor distinguishers; prefer text columns.
    const isForMachines = ({ index }: Column) =>
      understanding.meanings.some(
        ({ column, role }) =>
          column.index === index && ['address of a page', 'identifier', 'long text'].includes(role),
      );
    const isSaid = (column: Column) =>
      !isForMachines(column) &&
      (rankOf(column.name) < 99 || ['text', 'span'].includes(readings.get(column)?.kind ?? ''));
    const sets = [...this.#namesakes.values()].filter((rows) => rows.length > 1);
    const unsettled = sets.filter((rows) => rows.some(({ line }) => !this.#entities.has(line)));
    const differing = unsettled.filter((rows) =>
      rows.every(({ line }) => !this.#entities.has(line)),
    );
    if (differing.length === 0 || tellers.length > 0) return;
    const rows = differing.reduce((sum, set) => sum + set.length, 0);
    const offers = columns
      .filter((column) => column !== entityColumn && isSaid(column) && tells(column, differing))
      .map(({ name }) => name)
      .sort((a, b) => rankOf(a) - rankOf(b))
      .slice(0, 5);
    this.#offers = offers;
    const offer =
      offers.length === 0
        ? say('No column that people would name tells them apart.')
        : say(
            'To ask about them too, name what tells them apart after the name in cricketLora.dataset.key: {0}.',
            offers.join(', '),
          );
    warnings.push({
      column: entityColumn.name,
      message:
        differing.length === 1
          ? say('1 name is shared by {0} rows that differ: left out. {1}', rows, offer)
          : say(
              '{0} names are shared by {1} rows that differ: left out. {2}',
              formatCount(differing.length),
              rows,
              offer,
            ),
      ...(offers.length === 0 ? {} : { tellApart: offers }),
    });
  }
}

/** Whether in each set of rows a column holds as many values as there are rows. */
const tells = (column: { index: number; name: string }, sets: readonly (readonly Kept[])[]) =>
  sets.every((rows) => {
    const values = rows.map((row) => valueOf(row, column));
    return !values.includes(undefined) && new Set(values).size === rows.length;
  });

/** What people would say first to tell two rows of one name apart. */
const rankOf = (header: string): number => {
  const kind = partKindOf(header);
  return kind === undefined ? 99 : senseOf(kind);
};
