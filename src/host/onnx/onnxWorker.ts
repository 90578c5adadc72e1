import { UserError } from '../../core/common/userError.ts';
import { findParity } from './findParity.ts';
import { OnnxModel } from './onnxModel.ts';
import type { OnnxMessage, OnnxRequest } from './onnxProcess.ts';

/** Entry point of the process that `OnnxProcess` starts: handles one request after the other. */
let loaded: Promise<OnnxModel> | undefined;
let work: Promise<unknown> = Promise.resolve();

process.on('message', (request: OnnxRequest) => {
  work = work.then(() => settle(request)).then((message) => process.send?.(message));
});
// The parent has exited.
process.on('disconnect', () => process.exit());

async function settle(request: OnnxRequest): Promise<OnnxMessage> {
  const { number } = request;
  try {
    return { number, value: await valueOf(request) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { number, error: message, isBug: !(error instanceof UserError) };
  }
}

async function valueOf(request: OnnxRequest): Promise<unknown> {
  const { number, folder, file, asked } = request;
  loaded ??= OnnxModel.load(folder, file);
  const model = await loaded;
  const onProgress = (done: number): void => {
    process.send?.({ number, done } satisfies OnnxMessage);
  };
  return asked.name === 'parity'
    ? findParity(asked.runFolder, { model, file }, onProgress)
    : model.answer(asked.conversations, { ...asked.options, onProgress });
}
