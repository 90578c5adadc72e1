import * as l10n from '@vscode/l10n';
import {
  experimentFiles,
  type ExperimentFile,
  type ExperimentPicture,
  type ExperimentRequests,
} from '../../src/core/pages/experimentMessages.ts';
import { createButton } from '../common/controls.ts';
import { element } from '../common/element.ts';

/** Not the run that is shown elsewhere. */
const runLabel = (): string => l10n.t({ message: 'Run', comment: 'verb' });

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
    this.#run = button(runLabel(), 'run');
    this.#pause = button(l10n.t('Pause'), 'pause');
    this.#cancel = button(l10n.t('Cancel All'), 'cancel');
    this.element = element(
      'div',
      'buttons',
      this.#run.element,
      this.#pause.element,
      this.#cancel.element,
      ...experimentFiles.map(
        (as) =>
          createButton(l10n.t('Save {0}', as), () => {
            onSave(as);
          }).element,
      ),
    );
  }

  draw(state: ExperimentPicture['state']): void {
    const isRunning = state === 'running';
    this.#run.setLabel(state === 'not run yet' ? runLabel() : l10n.t('Go On'));
    this.#run.setDisabled(isRunning || state === 'done');
    this.#pause.setDisabled(!isRunning);
    this.#cancel.setDisabled(!isRunning);
  }
}
