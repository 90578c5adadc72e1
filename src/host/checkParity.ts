import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parityOf, parityVersion, type Parity } from '../core/parity.ts';
import { parsePredictions } from '../core/predictionsFile.ts';
import { writeFileAtomically } from './atomicFile.ts';
import { readQuestions } from './questionsFile.ts';
import { predictionsName } from './evaluation.ts';
import { readJsonObject } from './jsonFile.ts';
import { OnnxProcess } from './onnxProcess.ts';
import { readRunRequest } from './runFolder.ts';

/** The folder, in a run's, that Export Model writes. */
export const exportName = 'onnx';

/**
 * Asks an exported model everything that the adapter was asked, and writes what it changes to
 * `onnx/MODEL.parity.json`.
 *
 * @throws UserError when the run was not asked to the end, or the export cannot be used
 */
export async function checkParity(
  runFolder: string,
  file: string,
  options: { readonly signal?: AbortSignal; readonly onProgress?: (share: number) => void } = {},
): Promise<Parity> {
  const request = await readRunRequest(runFolder);
  const text = await readFile(join(runFolder, predictionsName), 'utf8');
  const { predictions, head } = parsePredictions(text, predictionsName);
  const questions = await readQuestions(join(runFolder, request.questions.path));
  const model = new OnnxProcess(join(runFolder, exportName), file);
  const started = Date.now();
  try {
    const answers = await model.answer(
      questions.map(({ prompt }) => prompt),
      {
        batchSize: head.batchSize || 64,
        maxTokens: request.recipe.maxAnswerTokens,
        ...(options.signal && { signal: options.signal }),
        onProgress: (done) => options.onProgress?.(done / questions.length),
      },
    );
    const outputs = new Map(questions.map(({ id }, at) => [id, answers[at]?.output ?? '']));
    const parity: Parity = {
      v: parityVersion,
      model: file,
      ...parityOf(predictions, outputs),
      seconds: (Date.now() - started) / 1000,
    };
    const path = join(runFolder, exportName, parityName(file));
    await writeFileAtomically(path, `${JSON.stringify(parity, null, 2)}\n`);
    return parity;
  } finally {
    model.dispose();
  }
}

export const parityName = (file: string): string => `${file.replace(/\.onnx$/, '')}.parity.json`;

/** What was found last; undefined where it was never checked. */
export async function readParity(runFolder: string, file: string): Promise<Parity | undefined> {
  const found = await readJsonObject(join(runFolder, exportName, parityName(file)));
  return found?.v === parityVersion ? (found as unknown as Parity) : undefined;
}
