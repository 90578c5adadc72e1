import type { Sentence } from '../../core/common/sentence.ts';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ModelOutput } from '../../core/pages/askMessages.ts';
import { parityText } from '../../core/evaluation/parity.ts';
import type { Message } from '../../core/dataset/question.ts';
import type { Answerer } from './answerer.ts';
import { readParity } from '../onnx/checkParity.ts';
import { exportName, onnxFile, type Precision } from '../onnx/exportFiles.ts';
import { OnnxProcess } from '../onnx/onnxProcess.ts';

/** Folder of the exported base, in the run folder. */
const baseExportName = 'onnx-base';

/** A run's exported model, and its base if that was exported too. */
export class OnnxAnswerer implements Answerer {
  readonly #runFolder: string;
  readonly #file: string;
  readonly #adapter: OnnxProcess;
  readonly #base: OnnxProcess | undefined;

  constructor(runFolder: string, precision: Precision) {
    this.#runFolder = runFolder;
    this.#file = onnxFile(precision);
    this.#adapter = new OnnxProcess(join(runFolder, exportName), this.#file);
    const base = join(runFolder, baseExportName);
    const hasBase = existsSync(join(base, onnxFile('fp32')));
    this.#base = hasBase ? new OnnxProcess(base, onnxFile('fp32')) : undefined;
  }

  async answer(
    conversation: readonly Message[],
    following: { readonly maxTokens: number; readonly signal?: AbortSignal },
  ): Promise<{ adapter: ModelOutput; base?: ModelOutput }> {
    const options = { batchSize: 1, withTokens: true as const, ...following };
    const [adapter, base] = await Promise.all([
      this.#adapter.answer([conversation], options),
      this.#base?.answer([conversation], options),
    ]);
    const nothing: ModelOutput = { output: '', tokens: [] };
    return { adapter: adapter[0] ?? nothing, ...(base && { base: base[0] ?? nothing }) };
  }

  async parity(): Promise<Sentence | undefined> {
    const parity = await readParity(this.#runFolder, this.#file);
    return parity && parityText(parity);
  }

  dispose(): void {
    this.#adapter.dispose();
    this.#base?.dispose();
  }
}
