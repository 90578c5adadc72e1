import {
  adviceOnSideEffects,
  describeSideEffects,
  type SideEffect,
} from '../core/run/sideEffects.ts';
import type { RunState } from '../core/run/runState.ts';
import { cut, printable } from './formatEvaluation.ts';

const examples = 3;
const width = 100;

/** What an adapter did to everything else, and the first broken answers; nothing where it was not measured. */
export function formatSideEffects(
  { sideEffects: counts, started }: Pick<RunState, 'sideEffects' | 'started'>,
  effects: readonly SideEffect[],
): string[] {
  if (counts === undefined) return [];
  const advice = adviceOnSideEffects(counts, started);
  const broken = effects.filter(({ verdict }) => verdict === 'broken').slice(0, examples);
  return [
    '',
    ...describeSideEffects(counts),
    ...(advice === undefined ? [] : [advice]),
    ...broken.flatMap(({ prompt, base, adapted }) => [
      `❌ ${inOneLine(prompt)}`,
      `   base ${inOneLine(base)}   adapter ${inOneLine(adapted)}`,
    ]),
  ];
}

const inOneLine = (text: string): string =>
  cut(printable(text.replaceAll(/\s+/g, ' ').trim()), width);
