import { say, type Sentence } from '../common/sentence.ts';
import { type TableWarning } from './tableWarning.ts';
import type { ColumnReading } from './columnProfile.ts';
import type { Column } from '../reading/column.ts';

/** A claim that holds in every true row: null where it does, undefined where the row does not tell. */
type Check = () => Sentence | undefined | null;

interface Tally {
  readonly check: Check;
  readonly column: string;
  readonly told: { readonly line: number; readonly message: Sentence }[];
  /** Of all rows that fail. */
  readonly lines: number[];
  checked: number;
  failed: number;
}

const listed = 20;

/**
 * Holds a table's columns against each other, row by row: an average is runs over dismissals, a
 * highest score no more than all runs, a span ends after it began.
 */
export class Arithmetic {
  readonly #tallies: Tally[] = [];
  readonly #columns: ReadonlyMap<string, Column>;
  readonly #readings: ReadonlyMap<string, ColumnReading>;
  readonly #main: Readonly<Record<'matches' | 'innings' | 'notOuts' | 'runs' | 'average', Amount>>;
  /** Of rows with both: innings below matches, and averages that fit once the two change places. */
  readonly #order = { rows: 0, below: 0, fits: 0, fitsSwapped: 0, averages: 0 };

  /** @param readings Of the known statistics that the table has, by id. */
  constructor(readings: ReadonlyMap<string, ColumnReading>) {
    this.#columns = new Map([...readings].map(([id, { column }]) => [id, column]));
    this.#readings = readings;
    this.#main = {
      matches: this.#amountOf('matches'),
      innings: this.#amountOf('innings'),
      notOuts: this.#amountOf('not-outs'),
      runs: this.#amountOf('runs'),
      average: this.#amountOf('average'),
    };
    this.#addChecks();
  }

  /** Takes a row of which all columns have been read; `line` is where it begins. */
  add(line: number): void {
    this.#compareOrder();
    for (const tally of this.#tallies) {
      const message = tally.check();
      if (message === undefined) continue;
      tally.checked++;
      if (message === null) continue;
      tally.failed++;
      tally.lines.push(line);
      if (tally.told.length < listed) tally.told.push({ line, message });
    }
  }

  /** Cells that contradict others of their row, in columns where that is no rule. */
  contradicted(): { readonly column: string; readonly lines: readonly number[] }[] {
    if (this.#swapped().length > 0) return [];
    return this.#tallies
      .filter(({ failed, checked }) => failed > 0 && !(failed * 2 > checked && checked > 4))
      .map(({ column, lines }) => ({ column, lines }));
  }

  warnings(): TableWarning[] {
    const swapped = this.#swapped();
    const rest = this.#tallies.flatMap(({ column, told, checked, failed }): TableWarning[] => {
      if (failed === 0) return [];
      // Innings and matches in each other's place make averages and not outs look wrong, too.
      if (swapped.some(({ impossible }) => impossible)) return [];
      if (failed * 2 > checked && checked > 4) {
        const message = say(
          '{0} (line {1}), and so in {2} of {3} rows: is this the column that its header says?',
          told[0]?.message ?? '',
          told[0]?.line ?? 0,
          failed,
          checked,
        );
        return [{ column, message }];
      }
      const lines = told.map(({ line, message }): TableWarning => ({ line, column, message }));
      const more = failed - told.length;
      return more > 0
        ? [...lines, { column, message: say('and so in {0} more rows', more) }]
        : lines;
    });
    return [...swapped, ...rest];
  }

  #swapped(): TableWarning[] {
    const { rows, below, averages, fits, fitsSwapped } = this.#order;
    const innings = this.#columns.get('innings');
    const matches = this.#columns.get('matches');
    if (innings === undefined || matches === undefined || rows < 3 || below < rows * 0.9) return [];
    if (averages > 0 && fits >= averages * 0.9) return [];
    const sure = averages > 2 && fitsSwapped >= averages * 0.9;
    const message = sure
      ? say(
          '{0} is below {1} in {2} of {3} rows, and the averages fit only with the two in each other’s place: their headers are swapped',
          innings.name,
          matches.name,
          below,
          rows,
        )
      : say(
          '{0} is below {1} in {2} of {3} rows: right where a match has one innings a side, otherwise the headers are swapped',
          innings.name,
          matches.name,
          below,
          rows,
        );
    return [innings, matches].map(({ name }) => ({
      column: name,
      message,
      ...(sure ? { impossible: true as const } : {}),
    }));
  }

  #compareOrder(): void {
    const { matches, innings, notOuts, runs, average } = this.#main;
    if (Number.isNaN(innings.now + matches.now)) return;
    const order = this.#order;
    order.rows++;
    if (innings.now < matches.now) order.below++;
    if (Number.isNaN(notOuts.now + runs.now + average.now)) return;
    order.averages++;
    if (isQuotient(average.now, runs.now, innings.now - notOuts.now)) order.fits++;
    if (isQuotient(average.now, runs.now, matches.now - notOuts.now)) order.fitsSwapped++;
  }

  #addChecks(): void {
    this.#quotient('average', 'runs', ['innings', 'not-outs']);
    this.#quotient('bowling-average', 'runs-conceded', ['wickets']);
    this.#quotient('bowling-strike-rate', 'balls-bowled', ['wickets']);
    this.#quotient('dismissals-per-innings', 'dismissals', ['innings-fielded'], 1, 0.0011);
    this.#quotient('strike-rate', 'runs', ['balls-faced'], 100);
    this.#quotient('economy', 'runs-conceded', ['balls-bowled'], ballsOfAnOver);
    this.#atMost('not-outs', 'innings');
    this.#atMost('highest-score', 'runs');
    this.#atMost('hundreds', 'innings');
    this.#atMost('fifties', 'innings');
    this.#atMost('ducks', 'innings');
    this.#atMost('ten-wickets', 'five-wickets');
    this.#atMost('stumpings', 'dismissals');
    this.#atMost('catches', 'dismissals');
    const span = this.#readings.get('span');
    if (span !== undefined) this.#check(span.column, () => spanFault(span));
  }

  /** `result` is `dividend` × a factor over the first divisor less the others. */
  #quotient(
    result: string,
    dividend: string,
    divisors: readonly string[],
    factors: number | readonly number[] = 1,
    tolerance = 0.0101,
  ): void {
    const column = this.#columns.get(result);
    const names = [dividend, ...divisors].map((id) => this.#columns.get(id)?.name);
    if (column === undefined || names.includes(undefined)) return;
    const said = this.#amountOf(result);
    const over = this.#amountOf(dividend);
    const [first = nowhere, ...less] = divisors.map((id) => this.#amountOf(id));
    const [usual = 1, ...unusual] = [factors].flat();
    this.#check(column, () => {
      const top = over.now * usual;
      let bottom = first.now;
      for (const part of less) bottom -= part.now;
      if (Number.isNaN(said.now + top + bottom)) return undefined;
      if (isQuotient(said.now, top, bottom, tolerance)) return null;
      if (unusual.some((factor) => isQuotient(said.now, over.now * factor, bottom, tolerance)))
        return null;
      const makes = bottom > 0 ? (top / bottom).toFixed(2) : say('no quotient');
      return say('{0} does not fit {1}, which make {2}', said.now, names.join(', '), makes);
    });
  }

  #atMost(id: string, limit: string): void {
    const column = this.#columns.get(id);
    const other = this.#columns.get(limit);
    if (column === undefined || other === undefined) return;
    const amount = this.#amountOf(id);
    const most = this.#amountOf(limit);
    this.#check(column, () => {
      if (Number.isNaN(amount.now + most.now)) return undefined;
      return amount.now <= most.now
        ? null
        : say('{0} is more than {1}, {2}', amount.now, other.name, most.now);
    });
  }

  #check(column: Column, check: Check): void {
    this.#tallies.push({ check, column: column.name, told: [], lines: [], checked: 0, failed: 0 });
  }

  #amountOf(id: string): Amount {
    return this.#readings.get(id) ?? nowhere;
  }
}

/** Six now; five in the Hundred and long ago in England, eight in Australia. */
const ballsOfAnOver = [6, 5, 8];

/** NaN where the row has none. */
interface Amount {
  readonly now: number;
}
const nowhere: Amount = { now: Number.NaN };

/** Whether a quotient fits, however it was rounded or cut off after one decimal or more. */
function isQuotient(said: number, top: number, bottom: number, tolerance = 0.0101): boolean {
  return (
    bottom > 0 && Math.abs(said - top / bottom) <= (Number.isInteger(said * 10) ? 0.1 : tolerance)
  );
}

function spanFault({ from, to }: ColumnReading): Sentence | undefined | null {
  if (Number.isNaN(from)) return undefined;
  if (to < from) return say('{0} to {1} ends before it began', from, to);
  return to - from > 40 ? say('{0} to {1} is {2} years', from, to, to - from) : null;
}
