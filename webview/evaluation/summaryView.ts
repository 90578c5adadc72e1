import { spoken } from '../../src/core/common/sentence.ts';
import * as l10n from '@vscode/l10n';
import type { EvaluationSummary } from '../../src/core/pages/evaluationMessages.ts';
import { splits, type Split } from '../../src/core/dataset/question.ts';
import { formatCount, formatPercent, formatShare } from '../../src/core/common/formatNumbers.ts';
import type { Knowing, Part } from '../../src/core/evaluation/knowing.ts';
import { breakdown } from './breakdown.ts';
import { calibrationCard } from './calibrationCard.ts';
import { element, elementWith } from '../common/element.ts';
import { shareBar } from '../common/shareBar.ts';
import { splitHints, splitTitles } from '../common/labels.ts';
import { visibleText } from '../common/visibleText.ts';

/** Notices, and where they are wanted the details of the score: shares with intervals, facts, statistics. */
export function summaryView(summary: EvaluationSummary, isDetailed: boolean): HTMLElement {
  const made = elementWith('section', { class: 'summary', 'aria-label': l10n.t('Summary') });
  for (const notice of summary.notices)
    made.append(elementWith('p', { class: 'notice', role: 'note' }, visibleText(spoken(notice))));
  if (!isDetailed) return made;
  const asked = splits.filter((split) => summary.totals[split].questions > 0);
  made.append(
    element(
      'div',
      'cards',
      ...asked.map((split) => splitCard(summary, split)),
      factsCard(summary),
      ...(summary.knowing === undefined ? [] : [knowingCard(summary.knowing)]),
      ...(summary.calibration === undefined ? [] : [calibrationCard(summary.calibration)]),
    ),
    breakdown(summary, asked),
  );
  return made;
}

function splitCard(summary: EvaluationSummary, split: Split): HTMLElement {
  const { questions, exact, format } = summary.totals[split];
  const interval = summary.intervals[split];
  const finer = [
    ...(interval === undefined ? [] : [`95 %: ${range(interval)}`]),
    ...(format < questions ? [l10n.t('{0} in a wrong form', formatCount(questions - format))] : []),
  ];
  const card = element(
    'div',
    'card',
    element('h2', '', splitTitles[split]),
    element('div', 'figure', formatShare(exact, questions)),
    shareBar(exact / questions, interval),
    element(
      'div',
      'detail',
      l10n.t('{0} of {1} exact', formatCount(exact), formatCount(questions)),
    ),
    element('div', 'detail dim', ...finer.map((text) => element('span', '', text))),
  );
  card.title = [splitHints[split], ...finer].join('\n');
  return card;
}

/** What the table knows is answered; what it does not is refused. */
function knowingCard(knowing: Knowing): HTMLElement {
  const { known, unknowable, answeredRightly, refusedWrongly, refusedRightly, invented } = knowing;
  const line = (part: Part, of: number, words: (share: string) => string): HTMLElement => {
    const made = element('span', '', words(formatShare(part.questions, of)));
    const count = l10n.t('{0} of {1}', formatCount(part.questions), formatCount(of));
    made.title = `${count}, 95 %: ${range(part.interval)}`;
    return made;
  };
  const card = element(
    'div',
    'card',
    element('h2', '', l10n.t('What it does not know')),
    element('div', 'figure', formatShare(refusedRightly.questions, unknowable)),
    shareBar(refusedRightly.questions / unknowable, refusedRightly.interval),
    element(
      'div',
      'detail',
      l10n.t(
        '{0} of {1} refused rightly',
        formatCount(refusedRightly.questions),
        formatCount(unknowable),
      ),
    ),
    element(
      'div',
      'detail dim',
      line(invented, unknowable, (share) => l10n.t('{0} invented', share)),
      line(refusedWrongly, known, (share) => l10n.t('{0} refused though known', share)),
      line(answeredRightly, known, (share) => l10n.t('{0} answered rightly', share)),
    ),
  );
  card.title = l10n.t(
    'Questions that the table cannot answer: “unknown” is right, anything else is invented',
  );
  return card;
}

const range = ([lower, upper]: readonly [number, number]): string =>
  l10n.t('{0} to {1}', formatPercent(lower).replace(' %', ''), formatPercent(upper));

function factsCard({ facts }: EvaluationSummary): HTMLElement {
  const all = facts.all + facts.some + facts.none;
  const part = (name: keyof typeof facts): HTMLElement => {
    const made = element('div', `part ${name}`);
    made.style.flexGrow = String(facts[name]);
    return made;
  };
  const bar = element('div', 'bar parts', part('all'), part('some'), part('none'));
  bar.setAttribute('aria-hidden', 'true');
  const card = element(
    'div',
    'card',
    element('h2', '', l10n.t('Facts')),
    element('div', 'figure', formatShare(facts.all, all)),
    bar,
    element(
      'div',
      'detail',
      l10n.t('{0} of {1} in every phrasing', formatCount(facts.all), formatCount(all)),
    ),
    element(
      'div',
      'detail dim',
      element('span', '', l10n.t('{0} in some', formatCount(facts.some))),
      element('span', '', l10n.t('{0} in none', formatCount(facts.none))),
    ),
  );
  card.title = l10n.t('Facts by how many of their phrasings are recalled, both trained and unseen');
  return card;
}
