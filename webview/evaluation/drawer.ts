import * as l10n from '@vscode/l10n';
import type { QuestionDetails, QuestionPlace } from '../../src/core/pages/evaluationMessages.ts';
import type { GridRow } from '../../src/core/pages/evaluationMessages.ts';
import { missInWords } from '../../src/core/evaluation/verdictNames.ts';
import { formatPercent } from '../../src/core/common/formatNumbers.ts';
import { createButton } from '../common/controls.ts';
import { answerItem, list, section } from '../common/answerList.ts';
import { differenceOf, marked } from '../common/difference.ts';
import { element, elementWith } from '../common/element.ts';
import type { Host } from '../common/connectHost.ts';
import { splitWords, statisticTitle } from '../common/labels.ts';
import { visibleText } from '../common/visibleText.ts';

interface Events {
  readonly onClose: () => void;
  readonly onError: (error: unknown) => void;
}

/** All that is known of one question, beside the rows. Opens without taking the focus from them. */
export class Drawer {
  readonly element = elementWith('aside', { class: 'drawer', 'aria-label': l10n.t('Question') });
  readonly #host: Host;
  readonly #events: Events;
  #id: string | undefined;

  constructor(host: Host, events: Events) {
    this.#host = host;
    this.#events = events;
    this.element.hidden = true;
    this.element.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return;
      this.close();
      events.onClose();
    });
  }

  get isOpen(): boolean {
    return this.#id !== undefined;
  }

  /** What is shown while a question is fetched is the one before. */
  async show(id: string): Promise<void> {
    this.#id = id;
    try {
      const details = await this.#host.ask('details', { id });
      if (this.#id !== id) return;
      if (details === null) {
        this.close();
        return;
      }
      this.#draw(details);
      const history = await this.#host.ask('history', { id });
      if (this.#id !== id || history.length === 0) return;
      this.element.append(
        section(
          l10n.t('Other runs'),
          list(history.map(({ isExact, output, label }) => answerItem(isExact, output, label))),
        ),
      );
    } catch (error) {
      this.#events.onError(error);
    }
  }

  close(): void {
    this.#id = undefined;
    this.element.hidden = true;
    this.element.replaceChildren();
  }

  #draw({ row, phrasings }: QuestionDetails): void {
    const isExact = row.verdict === 'exact';
    const close = createButton('✕', () => {
      this.close();
      this.#events.onClose();
    });
    close.setLabel('✕', l10n.t('Close'));
    const open = (label: string, where: QuestionPlace): HTMLElement =>
      createButton(label, () => {
        void this.#host.ask('openQuestion', { id: row.id, where }).catch(this.#events.onError);
      }).element;
    const others = phrasings.filter(({ id }) => id !== row.id);
    const { golden, output } = differenceOf(row);
    const { outputLength = 0 } = row;
    const more = outputLength > 0 ? ` ${l10n.t('… {0} characters in total', outputLength)}` : '';
    this.element.replaceChildren(
      element(
        'header',
        'drawer-head',
        element('h2', '', isExact ? l10n.t('✅ recalled') : `❌ ${missInWords(row)}`),
        close.element,
      ),
      element('p', 'asked', visibleText(row.question)),
      elementWith(
        'dl',
        { class: 'answers' },
        element('dt', '', l10n.t('Golden')),
        element('dd', 'golden said', ...marked(golden)),
        element('dt', '', l10n.t('Output')),
        row.output === ''
          ? element('dd', 'nothing', l10n.t('(nothing)'))
          : element('dd', 'output said', ...marked(output), more),
        ...(row.before === undefined
          ? []
          : [element('dt', '', l10n.t('Before')), element('dd', 'said', visibleText(row.before))]),
        element('dt', '', l10n.t('Probability of the golden')),
        element('dd', '', row.logprob === null ? '0 %' : formatPercent(Math.exp(row.logprob))),
        element('dt', '', l10n.t('Asked about')),
        element('dd', '', visibleText(`${row.entity}, ${statisticTitle(row.statistic)}`)),
        element('dt', '', l10n.t('Split')),
        element('dd', '', l10n.t('{0}, phrasing {1}', splitWords[row.split], row.phrasing)),
      ),
      element(
        'div',
        'buttons',
        open(l10n.t('Open Cell'), 'cell'),
        open(l10n.t('Open Question'), 'line'),
        open(l10n.t('Ask the Model'), 'ask'),
      ),
      ...(others.length === 0
        ? []
        : [section(l10n.t('Other phrasings of this fact'), list(others.map(phrasingItem)))]),
    );
    this.element.hidden = false;
    this.element.scrollTop = 0;
  }
}

function phrasingItem({ verdict, output, question, split }: GridRow): HTMLElement {
  return answerItem(verdict === 'exact', output, `${question} (${splitWords[split]})`);
}
