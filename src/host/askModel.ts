import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { AskAnswer, Said } from '../core/askMessages.ts';
import { inWords } from '../core/parity.ts';
import { askedOf, goldenOf, type Question } from '../core/question.ts';
import { UserError } from '../core/userError.ts';
import { exportName, readParity } from './checkParity.ts';
import { readQuestions } from './questionsFile.ts';
import { exportedPrecisions, onnxFile } from './exportModel.ts';
import { OnnxProcess } from './onnxProcess.ts';
import { readRunRequest } from './runFolder.ts';

/** The folder, in a run's, of the base alone. */
const baseExportName = 'onnx-base';

/** A run's exported model, and its base where that has been exported beside it, to be asked. */
export class AskModel {
  readonly #runFolder: string;
  readonly #file: string;
  readonly #adapter: OnnxProcess;
  readonly #base: OnnxProcess | undefined;
  #questions: Promise<ReadonlyMap<string, Question>> | undefined;

  /** @throws UserError when the run has no export */
  constructor(runFolder: string) {
    const [precision] = exportedPrecisions(runFolder);
    if (precision === undefined)
      throw new UserError('This run is not exported yet: choose Export Model first.');
    this.#runFolder = runFolder;
    this.#file = onnxFile(precision);
    this.#adapter = new OnnxProcess(join(runFolder, exportName), this.#file);
    const base = join(runFolder, baseExportName);
    const hasBase = existsSync(join(base, onnxFile('fp32')));
    this.#base = hasBase ? new OnnxProcess(base, onnxFile('fp32')) : undefined;
  }

  /** Questions of the dataset, to begin with. */
  async suggestions(count: number): Promise<string[]> {
    return [...(await this.#byText()).keys()].slice(0, count);
  }

  async ask(question: string, signal?: AbortSignal): Promise<AskAnswer> {
    const known = (await this.#byText()).get(question.trim());
    const conversation = known?.prompt ?? [{ role: 'user' as const, content: question.trim() }];
    const { recipe } = await readRunRequest(this.#runFolder);
    const options = {
      batchSize: 1,
      withTokens: true as const,
      maxTokens: recipe.maxAnswerTokens,
      ...(signal && { signal }),
    };
    const [[adapter], base] = await Promise.all([
      this.#adapter.answer([conversation], options),
      this.#base?.answer([conversation], options),
    ]);
    const parity = await readParity(this.#runFolder, this.#file);
    const nothing: Said = { output: '', tokens: [] };
    return {
      question,
      adapter: adapter ?? nothing,
      ...(base && { base: base[0] ?? nothing }),
      ...(known && { golden: goldenOf(known) }),
      ...(parity && { parity: inWords(parity) }),
    };
  }

  dispose(): void {
    this.#adapter.dispose();
    this.#base?.dispose();
  }

  #byText(): Promise<ReadonlyMap<string, Question>> {
    this.#questions ??= readRunRequest(this.#runFolder)
      .then(({ questions }) => readQuestions(join(this.#runFolder, questions.path)))
      .then((questions) => new Map(questions.map((one) => [askedOf(one), one])));
    return this.#questions;
  }
}
