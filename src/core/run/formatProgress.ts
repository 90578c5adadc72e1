import { formatDuration } from '../common/formatDuration.ts';
import { translate, type Translate } from '../common/translate.ts';
import { formatShare } from '../common/formatNumbers.ts';
import { trainingTimeLeft } from './predictRecall.ts';
import { isOver, type RunState } from './runState.ts';

/** A run in one line: `epoch 3.2/60 · step 270 · loss 0.412 · recall 45.3 % · about 40 s left`. */
export function formatProgress(state: RunState): string {
  if (state.status === 'starting') return 'starting';
  if (isOver(state)) return [state.status, ...training(state)].join(' · ');
  return [...phaseOf(state), formatTimeLeft(state)].filter(Boolean).join(' · ');
}

/** The share recalled so far: `45.3 %`; `100 %` is said only of all. */
export function formatRecall({
  recalled,
  questions,
}: {
  recalled: number;
  questions: number;
}): string {
  return formatShare(recalled, questions);
}

function phaseOf(state: RunState): string[] {
  switch (state.phase) {
    case undefined:
    case 'loading':
      return [state.rehearsal ? rehearsing(state.rehearsal) : 'loading the base'];
    case 'measuring':
      return ['measuring steps'];
    case 'training':
    case 'recalling':
      return training(state);
    case 'saving':
      return ['saving the adapter', ...training(state)];
    case 'predicting':
      return state.predicted
        ? [`asked ${state.predicted.done}/${state.predicted.questions} questions`]
        : ['asking every question'];
    case 'exporting':
      return ['exporting'];
  }
}

const rehearsing = ({ what, done, of }: Exclude<RunState['rehearsal'], undefined>): string =>
  `${what === 'prompts' ? 'making up prompts' : 'answering prompts'} to rehearse ${done}/${of}`;

function training(state: RunState): string[] {
  if (state.step === 0) return state.epochs > 0 ? [`epoch 0/${state.epochs}`] : [];
  return [
    `epoch ${state.epoch.toFixed(1)}/${state.epochs}`,
    `step ${state.step}`,
    ...(state.loss === undefined ? [] : [`loss ${state.loss.toFixed(3)}`]),
    ...(state.recall ? [`recall ${formatRecall(state.recall)}`] : []),
  ];
}

/** `2 min 10 s left`; `about …` where recall will probably end the training before its last epoch. */
export function formatTimeLeft(state: RunState, t: Translate = translate): string | undefined {
  const training = trainingTimeLeft(state);
  const seconds = training?.seconds ?? state.secondsLeft;
  if (seconds === undefined) return undefined;
  const mayDiffer = training !== undefined && training.seconds < training.atMost;
  const left = formatDuration(seconds);
  return mayDiffer ? t('about {0} left', left) : t('{0} left', left);
}
