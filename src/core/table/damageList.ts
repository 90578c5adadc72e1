import { detachString } from '../common/detachString.ts';
import type { Damage } from '../reading/damage.ts';
import type { DamageCount } from './scannedTable.ts';

const examplesKept = 3;

/** Damage however many cells of a column have it. */
export const unforgivable: ReadonlySet<Damage> = new Set([
  'spreadsheet errors',
  'spans that lost their dash',
  'figures that contradict others in their row',
]);

interface Damaged {
  readonly damage: Damage;
  readonly column: { readonly name: string; readonly index: number };
  readonly kept: boolean;
  readonly examples: { line: number; column: string; cell: string }[];
  readonly lines: Set<number>;
}

/** The damaged cells of a table, by column and kind. */
export class DamageList {
  readonly #found = new Map<string, Damaged>();

  add(
    damage: Damage,
    at: {
      readonly column: Damaged['column'];
      readonly line: number;
      readonly cell: string;
      readonly kept: boolean;
    },
  ): void {
    const { column, line, cell, kept } = at;
    const key = `${column.index}/${damage}`;
    const found = this.#found.get(key) ?? { damage, column, kept, examples: [], lines: new Set() };
    this.#found.set(key, found);
    found.lines.add(line);
    if (found.examples.length < examplesKept) {
      found.examples.push({ line, column: column.name, cell: detachString(cell) });
    }
  }

  /**
   * Takes back what many of a column's cells are (a third, of long columns a tenth): no exception.
   *
   * @returns the names of the columns
   */
  forgive(valuesOf: (index: number) => number): string[] {
    const forgiven: string[] = [];
    const found = [...this.#found].filter(([, { damage }]) => !unforgivable.has(damage));
    for (const [key, { column }] of found) {
      const values = valuesOf(column.index);
      const odd = found
        .filter(([, other]) => other.column.index === column.index)
        .reduce((sum, [, { lines }]) => sum + lines.size, 0);
      const isUsual = values > 4 && odd * (values > 50 ? 10 : 3) > values;
      if (!isUsual) continue;
      this.#found.delete(key);
      forgiven.push(column.name);
    }
    return [...new Set(forgiven)];
  }

  /** Lines of the cells to leave out, by the place of their column. */
  lines(): Map<number, ReadonlySet<number>> {
    const all = new Map<number, ReadonlySet<number>>();
    for (const { column, lines, kept } of this.#found.values()) {
      if (kept) continue;
      all.set(column.index, new Set([...(all.get(column.index) ?? []), ...lines]));
    }
    return all;
  }

  /** Damaged cells of a column, kept or not. */
  inColumn(index: number): number {
    return [...this.#found.values()]
      .filter(({ column }) => column.index === index)
      .reduce((sum, { lines }) => sum + lines.size, 0);
  }

  /** By kind, the commonest first. */
  counts(): DamageCount[] {
    const counts = new Map<
      string,
      { damage: Damage; count: number; kept: boolean; examples: DamageCount['examples'] }
    >();
    for (const { damage, lines, kept, examples } of this.#found.values()) {
      const key = `${damage}/${String(kept)}`;
      const before = counts.get(key) ?? { damage, kept, count: 0, examples: [] };
      counts.set(key, {
        ...before,
        count: before.count + lines.size,
        examples: [...before.examples, ...examples].slice(0, examplesKept),
      });
    }
    return [...counts.values()].sort((a, b) => b.count - a.count);
  }
}
