import { formatCount } from '../../core/common/formatNumbers.ts';
import type { Run } from './run.ts';

/** What cancelling a run now would cost, to be agreed to; undefined where nothing is lost. */
export function cancelQuestion({ request, state }: Run): string | undefined {
  if (state.phase === 'predicting') {
    const answers = state.predicted?.done ?? 0;
    if (answers === 0) return undefined;
    const kept =
      request.operation === 'train'
        ? ' The adapter is kept: Resume Run asks everything again.'
        : '';
    return `It has asked ${formatCount(answers)} of ${formatCount(state.predicted?.questions ?? 0)} questions, and their answers are lost.${kept}`;
  }
  if (request.operation !== 'train' || state.step === 0) return undefined;
  return `It is in epoch ${Math.floor(state.epoch) + 1} of at most ${state.epochs}. It saves a checkpoint first, from which Resume Run continues; the model answers no question until then.`;
}
