import * as l10n from '@vscode/l10n';
import type { EvaluationSummary } from '../../src/core/pages/evaluationMessages.ts';
import { missesIn, splitScores } from '../../src/core/evaluation/scoreInWords.ts';
import { effortInWords } from '../../src/core/run/answerEffort.ts';
import { formatCount } from '../../src/core/common/formatNumbers.ts';
import { createButton, type ButtonControl } from '../common/controls.ts';
import { element, elementWith } from '../common/element.ts';
import { splitHints } from '../common/labels.ts';
import { visibleText } from '../common/visibleText.ts';

/** The page's first line: the score, which run it is of, and what can be done with the whole. */
export class Strip {
  readonly element: HTMLElement;
  readonly #score = element('div', 'score');
  readonly #about = element('div', 'about dim');
  readonly #details: ButtonControl;

  constructor(tools: readonly HTMLElement[], onDetails: () => void) {
    this.#details = createButton(l10n.t('Details'), onDetails);
    this.element = elementWith(
      'header',
      { class: 'strip' },
      this.#score,
      this.#about,
      element('div', 'tools', this.#details.element, ...tools),
    );
  }

  draw(summary: EvaluationSummary, isOpen: boolean): void {
    const { totals, questions, run, base, adapter, lookUp, effort } = summary;
    const misses = missesIn(totals);
    this.#score.replaceChildren(
      element(
        'h1',
        '',
        misses === 0
          ? l10n.t('All {0} ✅', formatCount(questions))
          : l10n.t('{0} ❌ of {1}', formatCount(misses), formatCount(questions)),
      ),
      ...splitScores(totals).map(({ split, name, share }) => {
        const made = element('span', '', `${name} ${share}`);
        made.title = splitHints[split];
        return made;
      }),
    );
    const alone = adapter ? base : l10n.t('{0}, no adapter', base);
    const model = lookUp ? l10n.t('{0} with look-up', base) : alone;
    const took = effort === undefined ? [] : [effortInWords(effort)];
    const about = visibleText([run, model, ...took].join(' · '));
    this.#about.textContent = about;
    this.#about.title = about;
    this.#details.setExpanded(isOpen);
  }
}
