import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../../core/common/userError.ts';
import type { EvaluationPanels } from './evaluationPanel.ts';

/** As the panels', so that their rows have the same menu. */
const viewType = 'cricketLora.evaluation';

/**
 * The evaluation's page as a custom editor of a run's evaluation.json, an option beside its text. It shows what
 * the run's files say now, of which evaluation.json holds the totals.
 */
export const registerEvaluationEditor = (panels: EvaluationPanels): vscode.Disposable =>
  vscode.window.registerCustomEditorProvider(viewType, {
    openCustomDocument: (uri) => ({ uri, dispose: () => undefined }),
    resolveCustomEditor({ uri }, panel) {
      if (uri.scheme !== 'file')
        throw new UserError(vscode.l10n.t('Only the file on this machine’s disk is shown.'));
      panels.showIn(panel, dirname(uri.fsPath));
    },
  });
