import {
  changes,
  describeComparison,
  notableChanges,
} from '../../src/core/evaluation/comparison.ts';
import type { EvaluationSummary } from '../../src/core/pages/evaluationMessages.ts';
import { formatCount, formatShare } from '../../src/core/common/formatNumbers.ts';
import { createButton } from '../common/controls.ts';
import { element } from '../common/element.ts';
import { visibleText } from '../common/visibleText.ts';

/** How the questions changed since the compared evaluation, in one line. */
export function comparisonView(
  { compared, verdicts, questions }: EvaluationSummary,
  onRecipes: () => void,
): HTMLElement {
  const made = element('section', 'comparison');
  made.setAttribute('aria-label', 'Comparison');
  if (compared === undefined) {
    made.hidden = true;
    return made;
  }
  const others = changes
    .filter((change) => !notableChanges.includes(change) && compared.counts[change] > 0)
    .map((change) => `, ${formatCount(compared.counts[change])} ${change}`);
  const recipes = createButton('Compare Recipes', onRecipes);
  made.append(
    element(
      'span',
      '',
      `Against ${visibleText(compared.label)}: `,
      element('strong', '', describeComparison(compared.counts)),
      `${others.join('')}. Exact there ${formatShare(compared.exact, compared.questions)}, here ${formatShare(verdicts.exact, questions)}.`,
    ),
    recipes.element,
  );
  return made;
}
