import { describeSideEffects, type SideEffect } from '../core/run/sideEffects.ts';
import type { RunState } from '../core/run/runState.ts';
import { cut, printable } from './formatEvaluation.ts';

const examples = 3;
const width = 100;

/** What an adapter did to everything else, and the first broken answers; nothing where it was not measured. */
export function formatSideEffects(
  counts: RunState['sideEffects'],
  effects: readonly SideEffect[],
): string[] {
  if (counts === undefined) return [];
  const broken = effects.filter(({ verdict }) => verdict === 'broken').slice(0, examples);
  return [
    '',
    ...describeSideEffects(counts),
    ...broken.flatMap(({ prompt, base, adapted }) => [
      `❌ ${inOneLine(prompt)}`,
      `   base ${inOneLine(base)}   adapter ${inOneLine(adapted)}`,
    ]),
  ];
}

const inOneLine = (text: string): string =>
  cut(printable(text.replaceAll(/\s+/g, ' ').trim()), width);
