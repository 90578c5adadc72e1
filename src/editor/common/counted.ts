import * as vscode from 'vscode';
import { formatCount } from '../../core/common/formatNumbers.ts';

/** A count and its noun, in the language of the editor: `1 question`, `2,700 questions`. */
export function counted(
  count: number,
  noun: 'question' | 'fact' | 'player' | 'row' | 'record' | 'run' | 'hyperparameter',
): string {
  const many = formatCount(count);
  const isOne = count === 1;
  switch (noun) {
    case 'question':
      return isOne ? vscode.l10n.t('1 question') : vscode.l10n.t('{0} questions', many);
    case 'fact':
      return isOne ? vscode.l10n.t('1 fact') : vscode.l10n.t('{0} facts', many);
    case 'player':
      return isOne ? vscode.l10n.t('1 player') : vscode.l10n.t('{0} players', many);
    case 'row':
      return isOne ? vscode.l10n.t('1 row') : vscode.l10n.t('{0} rows', many);
    case 'record':
      return isOne ? vscode.l10n.t('1 record') : vscode.l10n.t('{0} records', many);
    case 'run':
      return isOne ? vscode.l10n.t('1 run') : vscode.l10n.t('{0} runs', many);
    case 'hyperparameter':
      return isOne ? vscode.l10n.t('1 hyperparameter') : vscode.l10n.t('{0} hyperparameters', many);
  }
}
