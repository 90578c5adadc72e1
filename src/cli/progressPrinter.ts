import { spoken } from '../core/common/sentence.ts';
import { formatProgress } from '../core/run/formatProgress.ts';
import { plainText } from '../core/common/plainText.ts';
import type { RunState } from '../core/run/runState.ts';

/** The part of a stream that showing progress needs; process.stdout has it. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const quietMilliseconds = 5000;
const eraseLine = '\r\u001b[2K';

/**
 * Shows a run's progress: on a terminal as one line redrawn in place, elsewhere (a log) as a new
 * line on each phase change and every 5 s. Warnings get lines of their own.
 */
export function createProgressPrinter(stream: ProgressStream, now: () => number = Date.now) {
  let drawn = '';
  let printed = '';
  let printedAt = -Infinity;
  let phase: string | undefined;
  let warned = 0;
  const draw = (line: string): void => {
    const shown = stream.columns ? line.slice(0, stream.columns - 1) : line;
    if (shown !== drawn) stream.write(`${eraseLine}${shown}`);
    drawn = shown;
  };
  const print = (state: RunState, line: string): void => {
    const changed = `${state.status} ${state.phase ?? ''}`;
    if (line === printed || (changed === phase && now() - printedAt < quietMilliseconds)) return;
    stream.write(`${line}\n`);
    [printed, printedAt, phase] = [line, now(), changed];
  };
  const say = (line: string): void => {
    stream.write(`${drawn === '' ? '' : eraseLine}${line}\n`);
    drawn = '';
  };
  return {
    show(state: RunState): void {
      for (const warning of state.warnings.slice(warned)) {
        say(`Warning: ${plainText(spoken(warning), 2000)}`);
      }
      warned = state.warnings.length;
      const line = plainText(formatProgress(state));
      if (stream.isTTY) draw(line);
      else print(state, line);
    },
    /** Prints a line above the progress. */
    say,
    /** Keeps the last progress line on the screen. */
    end(): void {
      if (drawn !== '') stream.write('\n');
      drawn = '';
    },
  };
}
