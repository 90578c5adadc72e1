import { spoken } from '../../src/core/common/sentence.ts';
import * as l10n from '@vscode/l10n';
import { formatDuration } from '../../src/core/common/formatDuration.ts';
import type {
  RunCommand,
  RunPicture,
  RunRequests,
  RunResult,
} from '../../src/core/pages/runMessages.ts';
import { trainingTimeLeft } from '../../src/core/run/predictRecall.ts';
import { isOver } from '../../src/core/run/runState.ts';
import { formatCount } from '../../src/core/common/formatNumbers.ts';
import { phaseNames, statusWord } from '../../src/core/run/statusWord.ts';
import { createButton } from '../common/controls.ts';
import { Curve } from './curve.ts';
import { element, elementWith, setText } from '../common/element.ts';
import type { Host } from '../common/connectHost.ts';
import { headlineOf } from './headline.ts';
import { drawRecipe } from './recipeChips.ts';
import { sideEffectsTable } from './sideEffectsTable.ts';
import { visibleText } from '../common/visibleText.ts';

/** The dashboard of one run: drawn from its state alone, live and after. */
export class RunPage {
  readonly element = element('main', 'run-page');
  readonly #host: Host<RunRequests>;
  readonly #head = element('header', 'heading');
  readonly #progress = elementWith('p', { class: 'progress', role: 'status' });
  readonly #headline = elementWith('div', {
    class: 'headline',
    role: 'group',
    'aria-label': l10n.t('Recall'),
  });
  readonly #results = element('div', 'results');
  readonly #sideEffects = element('div', 'effects');
  readonly #notes = element('div', 'notes');
  readonly #figures = elementWith('dl', { class: 'figures', 'aria-label': l10n.t('Now') });
  readonly #recipe = element('section', 'recipe');
  readonly #curves = {
    recall: new Curve({ title: l10n.t('Recall'), unit: 'share', colour: 'charts-green' }),
    loss: new Curve({ title: l10n.t('Loss'), unit: 'log', colour: 'charts-blue' }),
    learningRate: new Curve({
      title: l10n.t('Learning rate'),
      unit: 'plain',
      colour: 'charts-purple',
    }),
  };

  constructor(host: Host<RunRequests>) {
    this.#host = host;
    const curves = element(
      'div',
      'curves',
      ...Object.values(this.#curves).map((curve) => curve.element),
    );
    this.element.append(
      this.#head,
      this.#headline,
      this.#progress,
      this.#notes,
      this.#recipe,
      this.#results,
      this.#sideEffects,
      this.#figures,
      curves,
    );
  }

  /** To be called once the page's element is in the document. */
  start(): void {
    this.#host.onDidChange(() => void this.#open());
    void this.#open();
  }

  async #open(): Promise<void> {
    try {
      const picture = await this.#host.ask('open', null);
      if (picture === null) this.#progress.textContent = l10n.t('This run is not there any more.');
      else this.#draw(picture);
    } catch (error) {
      this.#progress.textContent = error instanceof Error ? error.message : String(error);
    }
  }

  #draw(picture: RunPicture): void {
    const { state, runFolder } = picture;
    this.#host.setState({ runFolder });
    this.#drawHead(picture);
    this.#headline.replaceChildren(...headlineOf(picture));
    const status = statusWord(state.status);
    // Set only where it changes: every change is announced.
    // The score of a run that has answered stands above.
    const hasScore = picture.totals !== undefined && state.status === 'finished';
    const told =
      picture.progress.startsWith(status) || picture.progress === ''
        ? picture.progress || status
        : `${status} · ${picture.progress}`;
    const progress = visibleText(hasScore ? status : told);
    setText(this.#progress, progress);
    const { failure, goesOnFrom } = picture;
    const notes = [
      ...(failure === undefined ? [] : [failure]),
      ...(goesOnFrom === undefined
        ? []
        : [l10n.t('It goes on from the adapter of {0}.', goesOnFrom)]),
      ...state.warnings,
    ];
    this.#notes.replaceChildren(
      ...notes.map((note) =>
        elementWith('p', { class: 'notice', role: 'note' }, visibleText(spoken(note))),
      ),
    );
    this.#results.replaceChildren(...picture.results.map(resultSection));
    this.#drawSideEffects(picture);
    this.#figures.replaceChildren(...figuresOf(picture).flatMap(figure));
    const { losses, recalls } = state;
    this.#curves.recall.draw(
      recalls.points.map(({ epoch }) => epoch),
      recalls.points.map(({ recalled, questions }) => recalled / questions),
    );
    const epochs = losses.points.map(({ epoch }) => epoch);
    this.#curves.loss.draw(
      epochs,
      losses.points.map(({ loss }) => loss),
    );
    this.#curves.learningRate.draw(
      epochs,
      losses.points.map(({ learningRate }) => learningRate),
    );
    drawRecipe(this.#recipe, picture.recipe);
  }

  /** Drawn once, so that it stays open. */
  #drawSideEffects({ sideEffects }: RunPicture): void {
    const key = String(sideEffects.length);
    if (this.#sideEffects.dataset.key === key) return;
    this.#sideEffects.dataset.key = key;
    this.#sideEffects.replaceChildren(...sideEffectsTable(sideEffects));
  }

  #drawHead(picture: RunPicture): void {
    const { id, name } = picture;
    const key = JSON.stringify([id, name, picture.state.status]);
    if (this.#head.dataset.key === key) return;
    this.#head.dataset.key = key;
    const { status } = picture.state;
    const isStopped = status === 'failed' || status === 'cancelled';
    const button = (label: string, command: RunCommand, isNext = false): HTMLElement => {
      const ask = (): void => {
        const { runFolder } = picture;
        void this.#host.ask('command', { command, runFolder }).catch(() => undefined);
      };
      return createButton(label, ask, isNext ? 'primary' : 'secondary').element;
    };
    this.#head.replaceChildren(
      element('h1', '', visibleText(name)),
      element(
        'span',
        'dim',
        visibleText(
          [
            ...(name === id ? [] : [id]),
            ...[picture.label, picture.base, l10n.t('target {0}', picture.target)],
          ].join(' · '),
        ),
      ),
      element(
        'div',
        'buttons',
        ...(status === 'finished'
          ? [button(l10n.t('Show Evaluation'), 'cricketLora.showEvaluation', true)]
          : []),
        ...(isOver(picture.state) ? [] : [button(l10n.t('Cancel'), 'cricketLora.cancelTraining')]),
        ...(isStopped ? [button(l10n.t('Resume'), 'cricketLora.resumeTraining', true)] : []),
        button(l10n.t('Open Folder'), 'cricketLora.openRunFolder'),
        button(l10n.t('Show Log'), 'cricketLora.showLog'),
      ),
    );
  }
}

const resultSection = ({ title, sentences }: RunResult): HTMLElement =>
  element(
    'section',
    '',
    element('h2', 'dim', title),
    element('ul', '', ...sentences.map((sentence) => element('li', '', visibleText(sentence)))),
  );

type Figure = readonly [name: string, value: string];

const figure = ([name, value]: Figure): HTMLElement[] => [
  element('div', 'figure', element('dt', '', name), element('dd', '', visibleText(value))),
];

function figuresOf({ state }: RunPicture): Figure[] {
  const { started, memoryBytes, tokensPerSecond, predicted, finish } = state;
  const figures: (Figure | undefined)[] = [
    state.loss === undefined ? undefined : [l10n.t('Loss'), state.loss.toPrecision(3)],
    state.epochs > 0
      ? [l10n.t('Epoch'), l10n.t('{0} of {1}', state.epoch.toFixed(1), state.epochs)]
      : undefined,
    state.learningRate === undefined
      ? undefined
      : [l10n.t('Learning rate'), state.learningRate.toPrecision(3)],
    state.phase === undefined || isOver(state)
      ? undefined
      : [l10n.t('Phase'), spoken(phaseNames[state.phase])],
    ...timeLeft(state),
    finish && [l10n.t('Took'), formatDuration(finish.seconds)],
    predicted && [
      l10n.t('Asked'),
      l10n.t('{0} of {1}', formatCount(predicted.done), formatCount(predicted.questions)),
    ],
    tokensPerSecond === undefined
      ? undefined
      : [l10n.t('Speed'), l10n.t('{0} tokens/s', formatCount(Math.round(tokensPerSecond)))],
    memoryBytes === undefined ? undefined : [l10n.t('Memory'), gigabytes(memoryBytes)],
    started && [l10n.t('Device'), `${started.device.name}, ${started.dtype}`],
    started && [
      l10n.t('Parameters'),
      l10n.t('{0} of {1}', millions(started.parameters.adapter), millions(started.parameters.base)),
    ],
  ];
  return figures.filter((one) => one !== undefined);
}

function timeLeft(state: RunPicture['state']): Figure[] {
  const training = trainingTimeLeft(state);
  if (training === undefined) {
    return state.secondsLeft === undefined
      ? []
      : [[l10n.t('Left'), formatDuration(state.secondsLeft)]];
  }
  const { seconds, atMost } = training;
  if (seconds === atMost) return [[l10n.t('Left'), formatDuration(atMost)]];
  return [
    [l10n.t('Left, about'), formatDuration(seconds)],
    [l10n.t('Left, at most'), formatDuration(atMost)],
  ];
}

const gigabytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(2)} GiB`;
const millions = (count: number): string =>
  count >= 1e9
    ? `${(count / 1e9).toPrecision(3)}\u00a0B`
    : `${(count / 1e6).toPrecision(3)}\u00a0M`;
