import { missesIn, splitScores } from '../../src/core/evaluation/scoreInWords.ts';
import { sideEffectsInShort } from '../../src/core/run/sideEffects.ts';
import type { RunPicture } from '../../src/core/pages/runMessages.ts';
import { formatCount, formatShare } from '../../src/core/common/formatNumbers.ts';
import { element } from '../common/element.ts';

/** One large figure: the score of a run that has answered, else what it recalls live. */
export function headlineOf({ totals, state }: RunPicture): HTMLElement[] {
  if (totals !== undefined) {
    const [first, ...others] = splitScores(totals);
    const misses = missesIn(totals);
    const rest = [
      ...others.map(({ words }) => words),
      misses === 0 ? 'all ✅' : `${formatCount(misses)} ❌`,
      ...(state.sideEffects === undefined ? [] : [sideEffectsInShort(state.sideEffects)]),
    ];
    return [
      element('span', 'large', first?.words.replace(/^\D+/, '') ?? '–'),
      element('span', '', first?.words.replace(/ [\d.,]+ %$/, '') ?? ''),
      element('span', 'dim', rest.join(' · ')),
    ];
  }
  const { recall } = state;
  if (recall === undefined) return [];
  return [
    element('span', 'large', formatShare(recall.recalled, recall.questions)),
    element('span', '', 'recalled live'),
    element(
      'span',
      'dim',
      `${formatCount(recall.recalled)} of ${formatCount(recall.questions)} trained questions, while the weights change`,
    ),
  ];
}
