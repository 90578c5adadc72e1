import * as vscode from 'vscode';
import { UserError } from '../../core/common/userError.ts';
import { abortSignalOf } from '../common/abortSignal.ts';
import {
  generateDataset,
  isEditedByHand,
  madeInWords,
  type GenerateParts,
} from '../dataset/generateDataset.ts';
import { tableNamed } from './named.ts';
import type { Tool } from './tool.ts';

/** Generates a table's dataset as Generate Dataset does, but never over questions edited by hand. */
export const generateTool = (parts: GenerateParts): Tool<'cricketLora_generate_dataset'> => ({
  doing: vscode.l10n.t('Asking the facts of a table'),
  async confirmation({ table }) {
    const name = vscode.workspace.asRelativePath(await generated(table));
    return {
      title: vscode.l10n.t('Generate a Dataset?'),
      message: vscode.l10n.t(
        'Writes questions about every fact of {0} into a folder beside it, in place of those generated before.',
        name,
      ),
    };
  },
  async invoke({ table }, token) {
    const made = await generateDataset(await generated(table), parts, {
      signal: abortSignalOf(token),
    });
    const { said, remarks } = madeInWords(made);
    const where = vscode.workspace.asRelativePath(made.questionsPath);
    const looks = remarks.length > 0 ? ` In the table, ${remarks.join('; ')}.` : '';
    return `${said}${looks}\nThe dataset is ${JSON.stringify(where)}.`;
  },
});

async function generated(path: string): Promise<vscode.Uri> {
  const table = await tableNamed(path);
  if (await isEditedByHand(table.fsPath)) {
    throw new UserError(
      `The dataset of ${path} has been edited by hand. Only the person may replace it, by Cricket LoRA: Generate Dataset.`,
    );
  }
  return table;
}
