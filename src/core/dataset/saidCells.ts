import { exampleLines, firstLines } from '../table/tableProblems.ts';
import type { LeftOutCount } from './readingSummary.ts';

/** Counts cells that no question asks for, because the name in it would say them. */
export class SaidCells implements LeftOutCount {
  readonly kind = 'cells that the name of their row already says';
  lines: readonly number[] = [];
  count = 0;

  add(line: number): void {
    this.count++;
    if (this.lines.length <= exampleLines) this.lines = firstLines([...this.lines, line]);
  }
}
