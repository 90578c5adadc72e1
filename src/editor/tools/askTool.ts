import * as vscode from 'vscode';
import { UserError } from '../../core/common/userError.ts';
import type { AskAnswer } from '../../core/pages/askMessages.ts';
import { answersText } from '../../core/pages/toolTexts.ts';
import { abortSignalOf } from '../common/abortSignal.ts';
import type { EvaluationCache } from '../evaluation/evaluationCache.ts';
import { openModel } from '../model/openModel.ts';
import { isPredicted } from '../run/run.ts';
import type { RunParts } from '../run/runParts.ts';
import { runNamed } from './named.ts';
import { howItEnded } from './runInWords.ts';
import { requireTrust } from './requireTrust.ts';
import type { Tool } from './tool.ts';

/** Asks a run's model, which is loaded for it and let go afterwards: it may hold the GPU. */
export const askTool = (
  parts: RunParts & { readonly evaluations: EvaluationCache },
): Tool<'cricketLora_ask'> => ({
  doing: vscode.l10n.t('Asking the model'),
  async invoke({ questions, run: id }, token) {
    requireTrust('Asking');
    const run = await runNamed(id, parts.runs);
    if (!isPredicted(run)) throw new UserError(howItEnded(run));
    if (!run.isOwn) {
      throw new UserError(
        `The run ${run.request.id} came with the folder. Only the person may make it one of this machine, by Cricket LoRA: Adopt Run.`,
      );
    }
    const model = await openModel(run.folder, parts);
    const signal = abortSignalOf(token);
    try {
      const answers: AskAnswer[] = [];
      for (const question of questions) answers.push(await model.ask(question, { signal }));
      return `The run ${run.request.id} answers.\n${answersText(answers)}`;
    } finally {
      model.dispose();
    }
  },
});
