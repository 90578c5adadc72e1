import { describeSideEffects, type SideEffect } from '../core/evaluation/sideEffects.ts';
import type { RunState } from '../core/run/runState.ts';
import { printable } from './formatEvaluation.ts';

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
      `❌ ${cut(prompt)}`,
      `   base ${cut(base)}   adapter ${cut(adapted)}`,
    ]),
  ];
}

function cut(text: string): string {
  const shown = printable(text.replaceAll(/\s+/g, ' ').trim());
  return shown.length <= width ? shown : `${shown.slice(0, width - 1)}…`;
}
