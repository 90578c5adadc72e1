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

/**
 * All that is known of one question, beside the rows. Opens without taking the focus from them. Its controls are
 * made once: making one takes longer than all the texts together.
 */
export class Drawer {
  readonly element = elementWith('aside', { class: 'drawer', 'aria-label': l10n.t('Question') });
  readonly #host: Host;
  readonly #events: Events;
  readonly #title = element('h2', '');
  readonly #asked = element('p', 'asked');
  readonly #answers = element('dl', 'answers');
  /** Phrasings and other runs. */
  readonly #lists = element('div', 'lists');
  #id: string | undefined;

  constructor(host: Host, events: Events) {
    this.#host = host;
    this.#events = events;
    const close = createButton('✕', () => {
      this.close();
      events.onClose();
    });
    close.setLabel('✕', l10n.t('Close'));
    this.element.append(
      element('header', 'drawer-head', this.#title, close.element),
      this.#asked,
      this.#answers,
      element(
        'div',
        'buttons',
        this.#opener(l10n.t('Open Cell'), 'cell'),
        this.#opener(l10n.t('Open Question'), 'line'),
        this.#opener(l10n.t('Ask the Model'), 'ask'),
      ),
      this.#lists,
    );
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

  /**
   * Opens at once, with what the grid has of the row; what the host knows beyond that follows. One that is open
   * shows the row before until then.
   */
  async show(row: GridRow): Promise<void> {
    const { id } = row;
    this.#id = id;
    this.element.setAttribute('aria-busy', 'true');
    const isOpening = this.element.hidden;
    if (isOpening) this.#draw(row);
    this.element.hidden = false;
    try {
      const details = await this.#host.ask('details', { id });
      if (this.#id !== id) return;
      if (details === null) {
        this.close();
        return;
      }
      // Before anything is changed, or the page is laid out once more for it; one that opens is at its top.
      if (!isOpening) this.element.scrollTop = 0;
      this.#draw(details.row);
      this.#drawPhrasings(details);
      this.element.removeAttribute('aria-busy');
      const history = await this.#host.ask('history', { id });
      if (this.#id !== id || history.length === 0) return;
      this.#lists.append(
        section(
          l10n.t('Other runs'),
          list(history.map(({ isExact, output, label }) => answerItem(isExact, output, label))),
        ),
      );
    } catch (error) {
      this.element.removeAttribute('aria-busy');
      this.#events.onError(error);
    }
  }

  close(): void {
    this.#id = undefined;
    this.element.hidden = true;
    this.element.removeAttribute('aria-busy');
    this.#lists.replaceChildren();
  }

  #opener(label: string, where: QuestionPlace): HTMLElement {
    return createButton(label, () => {
      if (this.#id === undefined) return;
      void this.#host.ask('openQuestion', { id: this.#id, where }).catch(this.#events.onError);
    }).element;
  }

  #draw(row: GridRow): void {
    const isExact = row.verdict === 'exact';
    const { golden, output } = differenceOf(row);
    const { outputLength = 0 } = row;
    const more = outputLength > 0 ? ` ${l10n.t('… {0} characters in total', outputLength)}` : '';
    this.#title.textContent = isExact ? l10n.t('✅ recalled') : `❌ ${missInWords(row)}`;
    this.#asked.textContent = visibleText(row.question);
    this.#answers.replaceChildren(
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
    );
  }

  #drawPhrasings({ row, phrasings }: QuestionDetails): void {
    const others = phrasings.filter(({ id }) => id !== row.id);
    this.#lists.replaceChildren(
      ...(others.length === 0
        ? []
        : [section(l10n.t('Other phrasings of this fact'), list(others.map(phrasingItem)))]),
    );
  }
}

function phrasingItem({ verdict, output, question, split }: GridRow): HTMLElement {
  return answerItem(verdict === 'exact', output, `${question} (${splitWords[split]})`);
}
