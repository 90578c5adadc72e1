import * as vscode from 'vscode';
import { formatCount } from '../../core/common/formatNumbers.ts';
import type { Run } from './run.ts';

/** What cancelling a run now would cost, to be agreed to; undefined where nothing is lost. */
export function cancelQuestion({ request, state }: Run): string | undefined {
  if (state.phase === 'predicting') {
    const answers = state.predicted?.done ?? 0;
    if (answers === 0) return undefined;
    const kept =
      request.operation === 'train'
        ? ` ${vscode.l10n.t('The adapter is kept: Resume Run asks everything again.')}`
        : '';
    return vscode.l10n.t(
      'It has asked {0} of {1} questions, and their answers are lost.{2}',
      formatCount(answers),
      formatCount(state.predicted?.questions ?? 0),
      kept,
    );
  }
  if (request.operation !== 'train' || state.step === 0) return undefined;
  return vscode.l10n.t(
    'It is in epoch {0} of at most {1}. It saves a checkpoint first, from which Resume Run continues; the model answers no question until then.',
    Math.floor(state.epoch) + 1,
    state.epochs,
  );
}
