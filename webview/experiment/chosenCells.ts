import * as l10n from '@vscode/l10n';
import { spoken } from '../../src/core/common/sentence.ts';
import type { MatrixCell } from '../../src/core/experiment/matrix.ts';
import type { ExperimentPicture, ExperimentRun } from '../../src/core/pages/experimentMessages.ts';
import { statusWord } from '../../src/core/run/statusWord.ts';
import { createButton } from '../common/controls.ts';
import { element, elementWith } from '../common/element.ts';
import { visibleText } from '../common/visibleText.ts';

interface Actions {
  readonly onChange: () => void;
  readonly onShow: (runFolder: string) => void;
  readonly onCompare: (runFolder: string, earlier: string) => void;
}

const most = 2;

/** The cells that are chosen, two at most: their runs, and their comparison row by row. */
export class ChosenCells {
  readonly element = element('section', 'chosen');
  readonly #actions: Actions;
  /** Keys of the points of each. */
  #chosen: readonly string[] = [];

  constructor(actions: Actions) {
    this.#actions = actions;
  }

  has(cell: MatrixCell): boolean {
    return this.#chosen.includes(nameOf(cell));
  }

  toggle(cell: MatrixCell): void {
    const name = nameOf(cell);
    this.#chosen = this.#chosen.includes(name)
      ? this.#chosen.filter((one) => one !== name)
      : [...this.#chosen, name].slice(-most);
    this.#actions.onChange();
  }

  draw({ grid, runs }: ExperimentPicture): void {
    this.element.hidden = this.#chosen.length === 0;
    if (this.element.hidden) {
      this.element.replaceChildren();
      return;
    }
    const labels = new Map(grid.points.map(({ key, label }) => [key, label]));
    const seeds = new Map(grid.points.map(({ key, seed }) => [key, seed]));
    const chosen = this.#chosen.map((name) => {
      const keys = new Set(name.split(' '));
      return runs.filter(({ point }) => keys.has(point));
    });
    const pair = pairOf(chosen, seeds);
    this.element.replaceChildren(
      ...chosen.map((inCell) =>
        inCell.length === 0
          ? element('p', 'dim', l10n.t('No run yet.'))
          : element(
              'ul',
              '',
              ...inCell.map((run) => this.#line(run, spoken(labels.get(run.point) ?? ''))),
            ),
      ),
      ...(pair === undefined
        ? []
        : [
            createButton(l10n.t('Compare Row by Row'), () => {
              this.#actions.onCompare(pair[1].runFolder, pair[0].runFolder);
            }).element,
          ]),
    );
  }

  #line({ id, status, runFolder }: ExperimentRun, label: string): HTMLElement {
    const link = elementWith('button', { type: 'button', class: 'link' }, visibleText(label));
    link.addEventListener('click', () => {
      this.#actions.onShow(runFolder);
    });
    return element('li', '', link, ` ${visibleText(id)}, ${statusWord(status)}`);
  }
}

const nameOf = ({ points }: MatrixCell): string => points.map(({ key }) => key).join(' ');

/** A finished run of each of two cells, of the same seed where there is one. */
function pairOf(
  chosen: readonly (readonly ExperimentRun[])[],
  seeds: ReadonlyMap<string, number>,
): readonly [ExperimentRun, ExperimentRun] | undefined {
  const [first = [], second = []] = chosen.map((runs) =>
    runs.filter(({ status }) => status === 'finished'),
  );
  for (const one of first) {
    const other = second.find(({ point }) => seeds.get(point) === seeds.get(one.point));
    if (other !== undefined) return [one, other];
  }
  return first[0] !== undefined && second[0] !== undefined ? [first[0], second[0]] : undefined;
}
