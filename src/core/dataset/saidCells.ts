import type { LeftOutCount } from './readingSummary.ts';

const linesKept = 3;

/** Counts cells that no question asks for, because the name in it would say them. */
export class SaidCells implements LeftOutCount {
  readonly kind = 'cells that the name of their row already says';
  readonly lines: number[] = [];
  count = 0;

  add(line: number): void {
    this.count++;
    if (this.lines.length < linesKept) this.lines.push(line);
  }
}
