import { spoken } from '../../src/core/common/sentence.ts';
import * as l10n from '@vscode/l10n';
import { counted } from '../../src/core/common/counted.ts';
import type { ValueOf } from '../../src/core/experiment/matrix.ts';
import { metricTitles } from '../../src/core/experiment/metrics.ts';
import { intervalInWords } from '../../src/core/experiment/intervalInWords.ts';
import type {
  ExperimentPicture,
  ExperimentRequests,
  ExperimentRun,
} from '../../src/core/pages/experimentMessages.ts';
import { statusWord } from '../../src/core/run/statusWord.ts';
import type { Host } from '../common/connectHost.ts';
import { element, elementWith, setText } from '../common/element.ts';
import { FrameWork } from '../common/frameWork.ts';
import { scrolledByKeys } from '../common/scrolledByKeys.ts';
import { visibleText } from '../common/visibleText.ts';
import { Chart, type ChartContent } from './chart.ts';
import { chartDrawing } from './chartDrawing.ts';
import { chartsOf } from './chartsOf.ts';
import { ChosenCells } from './chosenCells.ts';
import { conclusionView } from './conclusionView.ts';
import { pngOf, stacked, svgOf, type Drawing } from './drawing.ts';
import { ExperimentControls } from './experimentControls.ts';
import { matrixDrawing } from './matrixDrawing.ts';
import { MatrixView, placeMatrix, type PlacedMatrix } from './matrixView.ts';
import { MatrixChoices } from './matrixChoices.ts';

/** An experiment: its matrix, its curves, and what they mean. */
export class ExperimentPage {
  readonly element = element('main', 'experiment-page');
  readonly #host: Host<ExperimentRequests>;
  readonly #title = element('h1', '');
  readonly #status = elementWith('p', { class: 'dim', role: 'status' });
  readonly #about = element('div', 'dim');
  readonly #notes = element('div', '');
  readonly #matrix: MatrixView;
  readonly #intervals = element('p', 'dim');
  readonly #conclusion = element('section', 'place');
  readonly #charts = element('div', 'charts');
  readonly #chartOf = { lines: new Chart(), dots: new Chart() };
  readonly #controls: ExperimentControls;
  readonly #choices: MatrixChoices;
  readonly #chosen: ChosenCells;
  #picture: ExperimentPicture | undefined;
  #placed: PlacedMatrix | undefined;
  #drawn: readonly ChartContent[] = [];
  #concluded = '';
  readonly #work = new FrameWork();

  constructor(host: Host<ExperimentRequests>) {
    this.#host = host;
    this.#choices = new MatrixChoices(host.getState(), () => {
      this.#work.start(this.#drawChoice());
    });
    this.#chosen = new ChosenCells({
      onChange: () => {
        this.#drawChosen();
      },
      onShow: (runFolder) => {
        this.#do(host.ask('showRun', { runFolder }));
      },
      onCompare: (runFolder, earlier) => {
        this.#do(host.ask('compare', { runFolder, earlier }));
      },
    });
    this.#matrix = new MatrixView((cell) => {
      this.#chosen.toggle(cell);
    });
    this.#controls = new ExperimentControls({
      onControl: (what) => {
        this.#do(host.ask('control', { what }));
      },
      onSave: (as) => {
        const drawing = this.#drawing();
        this.#do(
          host.ask('save', {
            as,
            ...(as === 'SVG' && { svg: svgOf(drawing) }),
            ...(as === 'PNG' && { png: pngOf(drawing) }),
          }),
        );
      },
    });
    scrolledByKeys(this.#conclusion, l10n.t('Conclusion'));
    this.element.append(
      element('header', 'heading', this.#title, this.#controls.element),
      this.#about,
      this.#status,
      this.#notes,
      this.#choices.element,
      this.#matrix.element,
      this.#intervals,
      this.#chosen.element,
      this.#conclusion,
      this.#charts,
    );
  }

  /** Call once the page's element is in the document. */
  start(): void {
    this.#host.onDidChange(() => void this.#open());
    void this.#open();
  }

  async #open(): Promise<void> {
    try {
      this.#picture = await this.#host.ask('open', null);
      this.#draw();
    } catch (error) {
      this.#status.textContent = error instanceof Error ? error.message : String(error);
    }
  }

  #do(asked: Promise<null>): void {
    asked.catch((error: unknown) => {
      this.#status.textContent = error instanceof Error ? error.message : String(error);
    });
  }

  #draw(): void {
    const picture = this.#picture;
    if (picture === undefined) return;
    this.#title.textContent = visibleText(picture.title);
    this.#about.replaceChildren(
      ...picture.about.map((line) => element('p', '', visibleText(spoken(line)))),
    );
    this.#status.textContent = statusOf(picture);
    this.#notes.replaceChildren(
      ...picture.problems.map((problem) =>
        elementWith('p', { class: 'notice', role: 'note' }, visibleText(problem)),
      ),
    );
    this.#controls.draw(picture.state);
    this.#choices.draw(picture);
    this.#work.start(this.#drawResults());
  }

  /** A list that was chosen from closes in a frame of its own. */
  *#drawChoice(): Generator<void> {
    yield;
    if (this.#picture === undefined) return;
    this.#choices.draw(this.#picture);
    yield* this.#drawResults();
  }

  *#drawResults(): Generator<void> {
    const picture = this.#picture;
    if (picture === undefined) return;
    this.#host.setState({ folder: picture.folder, ...this.#choices.state() });
    yield* this.#drawMatrix(picture);
    yield;
    yield* this.#drawCharts(picture);
    void this.#conclude(picture);
  }

  *#drawMatrix(picture: ExperimentPicture): Generator<void> {
    const metric = this.#choices.metric();
    if (metric === undefined) return;
    const choice = this.#choices.matrix(metric);
    this.#placed = placeMatrix(picture.grid, valuesOf(picture.runs), choice);
    yield* this.#matrix.draw(this.#placed);
    this.#drawChosen();
    setText(this.#intervals, this.#choices.pooled() + intervalInWords(picture.seeds));
  }

  #drawChosen(): void {
    if (this.#picture === undefined || this.#placed === undefined) return;
    this.#chosen.draw(this.#picture);
    this.#matrix.mark((cell) => this.#chosen.has(cell));
  }

  /** Asked for again only once there is another result. */
  async #conclude(picture: ExperimentPicture): Promise<void> {
    const metric = this.#choices.metric();
    if (metric === undefined) return;
    const results = picture.runs.filter(({ values }) => values[metric] !== undefined);
    const wanted = `${metric} ${results.map(({ id }) => id).join()}`;
    if (wanted === this.#concluded) return;
    this.#concluded = wanted;
    try {
      const conclusion = await this.#host.ask('conclude', { metric });
      if (wanted !== this.#concluded) return;
      this.#conclusion.replaceChildren(
        element('h2', '', l10n.t('Conclusion: {0}', metricTitles[metric])),
        conclusionView(conclusion),
      );
    } catch (error) {
      this.#conclusion.textContent = error instanceof Error ? error.message : String(error);
    }
  }

  *#drawCharts(picture: ExperimentPicture): Generator<void> {
    const choice = { dimension: this.#choices.rows() ?? 0, metric: this.#choices.metric() };
    this.#drawn = chartsOf(picture, choice);
    yield;
    const charts = this.#drawn.map((content) => {
      const chart = this.#chartOf[content.kind];
      chart.draw(content);
      return chart.element;
    });
    if (charts.length !== this.#charts.childElementCount) this.#charts.replaceChildren(...charts);
  }

  /** Matrix and charts as they are now, for a paper. */
  #drawing(): Drawing {
    const matrix = this.#placed === undefined ? [] : [matrixDrawing(this.#placed)];
    return stacked([...matrix, ...this.#drawn.map(chartDrawing)]);
  }
}

function valuesOf(runs: readonly ExperimentRun[]): ValueOf {
  const byPoint = new Map(runs.map(({ point, values }) => [point, values]));
  return (key, metric) => byPoint.get(key)?.[metric];
}

const stateWords: Readonly<Record<ExperimentPicture['state'], string>> = {
  'not run yet': l10n.t('the experiment is not run yet'),
  running: l10n.t('the experiment is running'),
  done: l10n.t('the experiment is done'),
  paused: l10n.t('the experiment is paused'),
  cancelled: l10n.t('the experiment is cancelled'),
  stopped: l10n.t('the experiment is stopped'),
  interrupted: l10n.t('the experiment is interrupted'),
};

function statusOf({ state, runs, grid }: ExperimentPicture): string {
  const count = (status: ExperimentRun['status']): number =>
    runs.filter((run) => run.status === status).length;
  const others = (['running', 'starting', 'failed', 'cancelled'] as const)
    .map((status) => [status, count(status)] as const)
    .filter(([, number]) => number > 0)
    .map(([status, number]) => `${number} ${statusWord(status)}`);
  return [
    l10n.t('{0} of {1} finished', count('finished'), counted(grid.points.length, 'run')),
    ...others,
    stateWords[state],
  ].join(', ');
}
