import * as l10n from '@vscode/l10n';
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
  made.setAttribute('aria-label', l10n.t('Comparison'));
  if (compared === undefined) {
    made.hidden = true;
    return made;
  }
  const there = compared.effort && l10n.t('{0} there', effortInWords(compared.effort));
  const here = effort && l10n.t('{0} here', effortInWords(effort));
  const both = [there, here].filter((words) => words !== undefined).join('; ');
  const took = both === '' ? '' : ` ${l10n.t('Answers took {0}.', both)}`;
  const recipes = createButton(l10n.t('Compare Recipes'), onRecipes);
  made.append(
    element(
      'span',
      '',
      `${l10n.t('Against {0}:', visibleText(compared.label))} `,
      element('strong', '', describeComparison(compared.counts)),
      `. ${describeShared(compared)}${took}`,
    ),
    recipes.element,
  );
  return made;
}
