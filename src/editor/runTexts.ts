import { formatDuration } from '../core/duration.ts';
import { formatRecall } from '../core/progressLine.ts';
import type { RunRequest } from '../core/run.ts';
import { isOver, type RunState } from '../core/runState.ts';

/** What a run is called in lists: `recall · test_batting`. */
export function runLabel({ operation, recipe, questions }: RunRequest): string {
  const dataset = /([^/\\]+)\.dataset[/\\][^/\\]*$/.exec(questions.source)?.[1];
  return [operation === 'train' ? recipe.preset : 'asked again', dataset ?? 'questions'].join(
    ' · ',
  );
}

/** Progress in a few words: `epoch 12/60 · 87.0 % recalled · 1 min 05 s left`. */
export function runProgress(state: RunState): string {
  const parts = isOver(state) ? [endOf(state)] : [doing(state)];
  if (state.recall && !isAsking(state)) parts.push(`${formatRecall(state.recall)} recalled`);
  if (state.secondsLeft !== undefined) parts.push(`${formatDuration(state.secondsLeft)} left`);
  return parts.filter((part) => part !== '').join(' · ');
}

const isAsking = (state: RunState): boolean => !isOver(state) && state.phase === 'predicting';

function endOf(state: RunState): string {
  if (state.status !== 'finished') return state.status;
  return state.finish?.reason === 'cap' ? `stopped at epoch ${state.epochs}` : '';
}

function doing(state: RunState): string {
  switch (state.phase) {
    case undefined:
      return state.status === 'starting' ? 'starting' : 'loading the base';
    case 'loading':
      return 'loading the base';
    case 'training':
    case 'recalling':
      return `epoch ${Math.floor(state.epoch)}/${state.epochs}`;
    case 'saving':
      return 'saving the adapter';
    case 'predicting':
      return state.predicted
        ? `asked ${state.predicted.done}/${state.predicted.questions}`
        : 'asking every question';
    case 'exporting':
      return 'exporting';
  }
}
