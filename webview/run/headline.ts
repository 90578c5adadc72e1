import * as l10n from '@vscode/l10n';
import { missesInWords, splitScores } from '../../src/core/evaluation/scoreInWords.ts';
import { sideEffectsInShort } from '../../src/core/run/sideEffects.ts';
import type { RunPicture } from '../../src/core/pages/runMessages.ts';
import { formatCount, formatShare } from '../../src/core/common/formatNumbers.ts';
import { element } from '../common/element.ts';

/** One large figure: the score of a run that has answered, else what it recalls live. */
export function headlineOf({ totals, state }: RunPicture): HTMLElement[] {
  if (totals !== undefined) {
    const [first, ...others] = splitScores(totals);
    const rest = [
      ...others.map(({ name, share }) => `${name} ${share}`),
      missesInWords(totals),
      ...(state.sideEffects === undefined ? [] : [sideEffectsInShort(state.sideEffects)]),
    ];
    return [
      element('span', 'large', first?.share ?? '–'),
      // Beside a share alone, ‘trained’ would be how far the training has come.
      element(
        'span',
        '',
        first?.split === 'train' ? l10n.t('of trained questions recalled') : (first?.name ?? ''),
      ),
      element('span', 'dim', rest.join(' · ')),
    ];
  }
  const { recall } = state;
  if (recall === undefined) return [];
  return [
    element('span', 'large', formatShare(recall.recalled, recall.questions)),
    element('span', '', l10n.t('recalled live')),
    element(
      'span',
      'dim',
      l10n.t(
        '{0} of {1} trained questions, while the weights change',
        formatCount(recall.recalled),
        formatCount(recall.questions),
      ),
    ),
  ];
}
