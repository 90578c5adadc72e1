import * as vscode from 'vscode';
import type { ShowError } from '../common/showError.ts';
import type { GenerateParts } from '../dataset/generateDataset.ts';
import type { EvaluationCache } from '../evaluation/evaluationCache.ts';
import type { RunParts } from '../run/runParts.ts';
import { askTool } from './askTool.ts';
import { failedFactsTool } from './failedFactsTool.ts';
import { generateTool } from './generateTool.ts';
import { registerTool } from './tool.ts';
import { preflightTool, trainTool } from './trainTools.ts';

/** Registers what language models may have done here. */
export function registerTools(
  parts: RunParts & GenerateParts & { readonly evaluations: EvaluationCache },
  onBug: ShowError,
): vscode.Disposable {
  return vscode.Disposable.from(
    registerTool('cricketLora_generate_dataset', generateTool(parts), onBug),
    registerTool('cricketLora_preflight', preflightTool(parts), onBug),
    registerTool('cricketLora_train', trainTool(parts), onBug),
    registerTool('cricketLora_failed_facts', failedFactsTool(parts), onBug),
    registerTool('cricketLora_ask', askTool(parts), onBug),
  );
}
