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
    this.#details = createButton('Details', onDetails);
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
          ? `All ${formatCount(questions)} ✅`
          : `${formatCount(misses)} ❌ of ${formatCount(questions)}`,
      ),
      ...splitScores(totals).map(({ split, words }) => {
        const made = element('span', '', words);
        made.title = splitHints[split];
        return made;
      }),
    );
    const model = lookUp ? `${base} with look-up` : `${base}${adapter ? '' : ', no adapter'}`;
    const took = effort === undefined ? [] : [effortInWords(effort)];
    const about = visibleText([run, model, ...took].join(' · '));
    this.#about.textContent = about;
    this.#about.title = about;
    this.#details.setExpanded(isOpen);
  }
}
