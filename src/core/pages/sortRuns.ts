import type { RunLine } from './runMessages.ts';

export type RunColumn = Exclude<keyof RunLine, 'runFolder'>;

export interface RunSort {
  readonly column: RunColumn;
  readonly descending: boolean;
}

/**
 * Sorts by a column; runs without a value come last in either direction, and ties are newest first.
 */
export function sortRuns(runs: readonly RunLine[], { column, descending }: RunSort): RunLine[] {
  const collator = new Intl.Collator('en', { numeric: true });
  return [...runs].sort((a, b) => {
    const left = a[column];
    const right = b[column];
    if (left === undefined || right === undefined) {
      return Number(left === undefined) - Number(right === undefined);
    }
    const order =
      typeof left === 'number' && typeof right === 'number'
        ? left - right
        : collator.compare(String(left), String(right));
    return (descending ? -order : order) || collator.compare(b.id, a.id);
  });
}
