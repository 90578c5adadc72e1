import type { Message } from '../../core/dataset/question.ts';
import { AskModel } from '../../host/ask/askModel.ts';
import { OnnxAnswerer } from '../../host/ask/onnxAnswerer.ts';
import { PythonAnswerer } from '../../host/ask/pythonAnswerer.ts';
import { exportedPrecisions } from '../../host/onnx/exportFiles.ts';
import { requirePlainFolder } from '../../host/run/plainFolder.ts';
import { questionsSourceOf } from '../../host/run/questionsPath.ts';
import { runInThread } from '../../host/threads/datasetThread.ts';
import type { EvaluationCache } from '../evaluation/evaluationCache.ts';
import type { RunParts } from '../run/runParts.ts';
import { choosePython } from '../target/choosePython.ts';

/**
 * The model of a run that is trusted: its export if there is one, otherwise the adapter in Python. It is
 * loaded by the first question.
 *
 * @throws UserError when its files are not plain ones, or no Python can load it
 */
export async function openModel(
  runFolder: string,
  parts: RunParts & { readonly evaluations: EvaluationCache },
): Promise<AskModel> {
  await requirePlainFolder(runFolder);
  const evaluation = () => parts.evaluations.of(runFolder);
  const lookUp = async (conversation: readonly Message[]) =>
    runInThread('lookUpOne', { source: await questionsSourceOf(runFolder), conversation });
  const [precision] = exportedPrecisions(runFolder);
  const answerer =
    precision === undefined
      ? new PythonAnswerer((await choosePython(parts)).path, runFolder)
      : new OnnxAnswerer(runFolder, precision);
  return new AskModel(runFolder, { answerer, evaluation, lookUp });
}
