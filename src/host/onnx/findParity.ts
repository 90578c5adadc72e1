import { join } from 'node:path';
import { parityOf, parityVersion, type Parity } from '../../core/evaluation/parity.ts';
import { parsePredictions } from '../../core/evaluation/predictionsFile.ts';
import type { OnnxModel } from './onnxModel.ts';
import { readRegular } from '../files/openRegular.ts';
import { predictionsName } from '../run/runFiles.ts';
import { readQuestions } from '../dataset/readQuestions.ts';
import { readRunRequest } from '../run/runFolder.ts';

/** Asks an exported model all questions that the run's adapter answered. Blocks its thread. */
export async function findParity(
  runFolder: string,
  exported: { readonly model: Pick<OnnxModel, 'answer'>; readonly file: string },
  onProgress: (share: number) => void,
): Promise<Parity> {
  const request = await readRunRequest(runFolder);
  const text = await readRegular(join(runFolder, predictionsName), {
    below: runFolder,
    most: 500 * 1024 * 1024,
  });
  const { predictions, head } = parsePredictions(text, predictionsName);
  const questions = await readQuestions(join(runFolder, request.questions.path));
  const started = Date.now();
  const answers = await exported.model.answer(
    questions.map(({ prompt }) => prompt),
    {
      batchSize: head.batchSize || 64,
      maxTokens: request.recipe.maxAnswerTokens,
      withTokens: false,
      onProgress: (done) => {
        onProgress(done / questions.length);
      },
    },
  );
  const outputs = new Map(questions.map(({ id }, at) => [id, answers[at]?.output ?? '']));
  return {
    v: parityVersion,
    model: exported.file,
    ...parityOf(predictions, outputs),
    seconds: (Date.now() - started) / 1000,
  };
}
