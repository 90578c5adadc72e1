import * as l10n from '@vscode/l10n';
import type {
  DatasetDetails,
  DatasetQuestion,
  DatasetRequests,
  LinePlace,
  RenderedPrompt,
} from '../../src/core/pages/datasetMessages.ts';
import { isTrained } from '../../src/core/dataset/question.ts';
import { answerItem, list, section } from '../common/answerList.ts';
import type { Host } from '../common/connectHost.ts';
import { createButton } from '../common/controls.ts';
import { differenceOf, marked } from '../common/difference.ts';
import { element, elementWith } from '../common/element.ts';
import { splitWords, statisticTitle } from '../common/labels.ts';
import { visibleText } from '../common/visibleText.ts';
import { markOf } from './datasetGrid.ts';
import { questionForm } from './questionForm.ts';

interface Events {
  /** The drawer was left: the rows take the focus. */
  readonly onClose: () => void;
  readonly onError: (error: unknown) => void;
}

/** All about one line, beside the rows; edited here, too. Opens without taking the focus from them. */
export class DatasetDrawer {
  readonly element = elementWith('aside', { class: 'drawer', 'aria-label': l10n.t('Line') });
  readonly #host: Host<DatasetRequests>;
  readonly #events: Events;
  #place: LinePlace | undefined;
  #isEditing = false;
  isLocked = true;

  constructor(host: Host<DatasetRequests>, events: Events) {
    this.#host = host;
    this.#events = events;
    this.element.hidden = true;
    this.element.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.#leave();
    });
  }

  get isOpen(): boolean {
    return !this.element.hidden;
  }

  /** What is shown while a line is fetched is the one before. */
  async show({ line, id }: LinePlace): Promise<void> {
    this.#place = { line, id };
    this.#isEditing = false;
    await this.refresh();
  }

  /** Shows the line as it is now, unless it is being edited. */
  async refresh(): Promise<void> {
    const place = this.#place;
    if (place === undefined || this.#isEditing) return;
    try {
      const details = await this.#host.ask('details', place);
      // Another line, or its form, was asked for meanwhile.
      if (this.#place !== place || !this.#isShowing()) return;
      if (details === null) this.close();
      else this.#draw(details);
    } catch (error) {
      this.#events.onError(error);
    }
  }

  close(): void {
    this.#place = undefined;
    this.#isEditing = false;
    this.element.hidden = true;
    this.element.replaceChildren();
  }

  /** The form of a question that is about nothing but itself. */
  addQuestion(): void {
    this.#place = undefined;
    this.#edit(l10n.t('Add Question'), { question: '', golden: '' }, (texts) =>
      this.#host.ask('add', { beside: null, ...texts }),
    );
  }

  #isShowing(): boolean {
    return !this.#isEditing;
  }

  #leave(): void {
    this.close();
    this.#events.onClose();
  }

  #draw(details: DatasetDetails): void {
    const { row, problems, prompt, phrasings, history } = details;
    const place = { line: row.line, id: row.id };
    const [sign, said] = row.kind === 'broken' ? ['⚠', l10n.t('No question')] : markOf(row);
    const others = phrasings.filter(({ id }) => id !== row.id);
    const close = createButton('✕', () => {
      this.#leave();
    });
    close.setLabel('✕', l10n.t('Close'));
    this.element.replaceChildren(
      element('header', 'drawer-head', element('h2', '', `${sign} ${said}`), close.element),
      element('p', 'asked', visibleText(row.kind === 'broken' ? row.text : row.question)),
      ...(row.kind === 'broken' ? [] : [answers(row)]),
      ...problems.map(({ message, fix }) =>
        elementWith(
          'div',
          { class: 'notice', role: 'note' },
          visibleText(message),
          ...(fix === undefined || this.isLocked
            ? []
            : [this.#button(visibleText(fix), () => this.#ask('fix', { ...place, message }))]),
        ),
      ),
      this.#buttons(details, place),
      ...(prompt === undefined || row.kind === 'broken'
        ? []
        : [whatTheModelSees(prompt, isTrained(row.split))]),
      ...(others.length === 0
        ? []
        : [section(l10n.t('Other phrasings of this fact'), list(others.map(phrasingItem)))]),
      ...(history.length === 0
        ? []
        : [
            section(
              l10n.t('What runs answered'),
              list(history.map(({ isExact, output, label }) => answerItem(isExact, output, label))),
            ),
          ]),
    );
    this.element.hidden = false;
    this.element.scrollTop = 0;
  }

  #buttons({ row }: DatasetDetails, place: LinePlace): HTMLElement {
    const asText = this.#button(l10n.t('Open Line'), () => this.#ask('openLine', place));
    const exclude = this.#button(l10n.t('Exclude'), async () => {
      await this.#ask('exclude', place);
      this.#leave();
    });
    if (row.kind === 'broken')
      return element('div', 'buttons', ...(this.isLocked ? [] : [exclude]), asText);
    const edits = [
      this.#button(l10n.t('Edit'), () => {
        this.#edit(l10n.t('Edit Question'), row, (texts) =>
          this.#host.ask('edit', { ...place, ...texts }),
        );
      }),
      this.#button(l10n.t('Add Phrasing'), () => {
        const texts = { question: '', golden: row.golden };
        this.#edit(l10n.t('Add Phrasing'), texts, (edited) =>
          this.#host.ask('add', { beside: place, ...edited }),
        );
      }),
      exclude,
    ];
    const evaluation = this.#button(l10n.t('Show in Evaluation'), () =>
      this.#ask('showEvaluation', { fact: row.fact }),
    );
    return element(
      'div',
      'buttons',
      ...(this.isLocked ? [] : edits),
      asText,
      ...(row.answer === undefined ? [] : [evaluation]),
    );
  }

  #button(label: string, onClick: () => unknown): HTMLElement {
    return createButton(label, () => void onClick()).element;
  }

  async #ask<Name extends 'fix' | 'exclude' | 'openLine' | 'showEvaluation'>(
    name: Name,
    parameters: DatasetRequests[Name]['parameters'],
  ): Promise<void> {
    await this.#host.ask(name, parameters).catch(this.#events.onError);
  }

  #edit(
    title: string,
    texts: { readonly question: string; readonly golden: string },
    save: (texts: { readonly question: string; readonly golden: string }) => Promise<unknown>,
  ): void {
    this.#isEditing = true;
    const done = (): void => {
      this.#isEditing = false;
      if (this.#place === undefined) this.#leave();
      else {
        void this.refresh();
        this.#events.onClose();
      }
    };
    this.element.replaceChildren(
      questionForm(title, texts, {
        onSave: async (edited) => {
          await save(edited);
          done();
        },
        onCancel: done,
      }),
    );
    this.element.hidden = false;
  }
}

function answers(row: DatasetQuestion): HTMLElement {
  const { golden, answer } = row;
  const output =
    answer === undefined
      ? []
      : [
          element(
            'dt',
            '',
            answer.isStale ? l10n.t('Output before the edit') : l10n.t('Last output'),
          ),
          answer.output === ''
            ? element('dd', 'nothing', l10n.t('(nothing)'))
            : element(
                'dd',
                'output said',
                ...(answer.isStale
                  ? [visibleText(answer.output)]
                  : marked(differenceOf({ ...answer, golden }).output)),
              ),
        ];
  return elementWith(
    'dl',
    { class: 'answers' },
    element('dt', '', l10n.t('Golden')),
    element('dd', 'golden said', visibleText(golden)),
    ...output,
    element('dt', '', l10n.t('Asked about')),
    element('dd', '', visibleText(`${row.entity}, ${statisticTitle(row.statistic)}`)),
    element('dt', '', l10n.t('Split')),
    element('dd', '', l10n.t('{0}, phrasing {1}', splitWords[row.split], row.phrasing)),
  );
}

/** The prompt by the base's template, then the tokens of the answer, each in a frame. */
function whatTheModelSees(
  { text, tokens, answer, comesBack }: RenderedPrompt,
  isTrainedOn: boolean,
): HTMLElement {
  return section(
    isTrainedOn
      ? l10n.t('What the model sees: {0} tokens, then {1} that are trained', tokens, answer.length)
      : l10n.t(
          'What the model sees: {0} tokens, then {1} that are only asked for',
          tokens,
          answer.length,
        ),
    element(
      'pre',
      'prompt',
      text,
      ...answer.map((token) => element('mark', 'token', visibleText(token))),
    ),
    ...(comesBack
      ? []
      : [
          element(
            'p',
            'notice',
            l10n.t('The tokenizer does not give this answer back character for character.'),
          ),
        ]),
  );
}

function phrasingItem({ question, split, answer }: DatasetQuestion): HTMLElement {
  const about = `${question} (${splitWords[split]})`;
  return answer === undefined || answer.isStale
    ? element('li', '', element('span', '', '–'), element('span', 'dim', visibleText(about)))
    : answerItem(answer.verdict === 'exact', answer.output, about);
}
