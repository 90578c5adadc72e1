import { describeComparison, describeShared } from '../../src/core/evaluation/comparison.ts';
import type { EvaluationSummary } from '../../src/core/pages/evaluationMessages.ts';
import { effortInWords } from '../../src/core/run/answerEffort.ts';
import { createButton } from '../common/controls.ts';
import { element } from '../common/element.ts';
import { visibleText } from '../common/visibleText.ts';

/** How the questions changed since the compared evaluation, in one line. */
export function comparisonView(
  { compared, effort }: EvaluationSummary,
  onRecipes: () => void,
): HTMLElement {
  const made = element('section', 'comparison');
  made.setAttribute('aria-label', 'Comparison');
  if (compared === undefined) {
    made.hidden = true;
    return made;
  }
  const there = compared.effort && `${effortInWords(compared.effort)} there`;
  const here = effort && `${effortInWords(effort)} here`;
  const both = [there, here].filter((words) => words !== undefined).join('; ');
  const took = both === '' ? '' : ` Answers took ${both}.`;
  const recipes = createButton('Compare Recipes', onRecipes);
  made.append(
    element(
      'span',
      '',
      `Against ${visibleText(compared.label)}: `,
      element('strong', '', describeComparison(compared.counts)),
      `. ${describeShared(compared)}${took}`,
    ),
    recipes.element,
  );
  return made;
}
