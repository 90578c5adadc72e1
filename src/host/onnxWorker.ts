import { OnnxModel, type OnnxAnswer } from './onnxModel.ts';
import type { OnnxMessage, OnnxRequest } from './onnxProcess.ts';

/** Entry of the process that `OnnxProcess` starts: answers one request after the other. */
let model: Promise<OnnxModel> | undefined;
let work: Promise<unknown> = Promise.resolve();

process.on('message', (request: OnnxRequest) => {
  work = work.then(() => answer(request)).then((message) => process.send?.(message));
});
// Whoever started it is gone.
process.on('disconnect', () => process.exit());

async function answer({ number, ...request }: OnnxRequest): Promise<OnnxMessage> {
  try {
    model ??= OnnxModel.load(request.folder, request.file);
    const answers: readonly OnnxAnswer[] = await (
      await model
    ).answer(request.conversations, {
      batchSize: request.batchSize,
      maxTokens: request.maxTokens,
      withTokens: request.withTokens,
      onProgress: (done) => process.send?.({ number, done } satisfies OnnxMessage),
    });
    return { number, answers };
  } catch (error) {
    return { number, error: error instanceof Error ? error.message : String(error) };
  }
}
