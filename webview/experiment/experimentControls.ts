import {
  experimentFiles,
  type ExperimentFile,
  type ExperimentPicture,
  type ExperimentRequests,
} from '../../src/core/pages/experimentMessages.ts';
import { createButton } from '../common/controls.ts';
import { element } from '../common/element.ts';

type Control = ExperimentRequests['control']['parameters']['what'];

/** Run, pause, cancel; and the files that an experiment can be kept in. */
export class ExperimentControls {
  readonly element: HTMLElement;
  readonly #run;
  readonly #pause;
  readonly #cancel;

  constructor({
    onControl,
    onSave,
  }: {
    readonly onControl: (what: Control) => void;
    readonly onSave: (as: ExperimentFile) => void;
  }) {
    const button = (label: string, what: Control) =>
      createButton(label, () => {
        onControl(what);
      });
    this.#run = button('Run', 'run');
    this.#pause = button('Pause', 'pause');
    this.#cancel = button('Cancel All', 'cancel');
    this.element = element(
      'div',
      'buttons',
      this.#run.element,
      this.#pause.element,
      this.#cancel.element,
      ...experimentFiles.map(
        (as) =>
          createButton(`Save ${as}`, () => {
            onSave(as);
          }).element,
      ),
    );
  }

  draw(state: ExperimentPicture['state']): void {
    const isRunning = state === 'running';
    this.#run.setLabel(state === 'not run yet' ? 'Run' : 'Go On');
    this.#run.setDisabled(isRunning || state === 'done');
    this.#pause.setDisabled(!isRunning);
    this.#cancel.setDisabled(!isRunning);
  }
}
