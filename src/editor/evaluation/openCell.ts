import { basename } from 'node:path';
import * as vscode from 'vscode';
import { findDelimiter } from '../../core/csv/findDelimiter.ts';
import { heatMapOf } from '../../core/evaluation/heatMap.ts';
import { locateCells } from '../../core/csv/locateCells.ts';
import { goldenOf, type Question } from '../../core/dataset/question.ts';
import { UserError } from '../../core/common/userError.ts';
import { tableOfDataset } from '../../host/dataset/tableOfDataset.ts';
import { questionsSourceOf } from '../../host/run/questionsPath.ts';

/** Reveals the table cell that a question was generated from. */
export async function openCell(
  runFolder: string,
  question: Question,
  viewColumn: vscode.ViewColumn,
): Promise<void> {
  const table = await tableOfDataset(await questionsSourceOf(runFolder));
  const document = await Promise.resolve(vscode.workspace.openTextDocument(table)).catch(() => {
    throw new UserError(
      vscode.l10n.t('The table {0} that this question was made from no longer exists.', table),
    );
  });
  const text = document.getText();
  const row = { question, output: '', stopped: true, logprob: 0, verdict: 'empty', format: false };
  const { cells } = heatMapOf(
    [{ ...row, verdict: 'empty' }],
    locateCells(text, findDelimiter(text.slice(0, 65_536))),
  );
  const [cell] = cells;
  if (cell === undefined) {
    throw new UserError(
      vscode.l10n.t(
        '{0} no longer has {1} of {2} (it was {3}, in row {4}).',
        basename(table),
        question.source.column,
        question.entity,
        goldenOf(question),
        question.source.row,
      ),
    );
  }
  const selection = new vscode.Range(
    document.positionAt(cell.start),
    document.positionAt(cell.end),
  );
  await vscode.window.showTextDocument(document, { selection, viewColumn, preserveFocus: true });
}
