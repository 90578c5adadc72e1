import { say } from '../../core/common/sentence.ts';
import { UserError } from '../../core/common/userError.ts';
import type { OnnxModel } from './onnxModel.ts';
import type { OnnxMessage, OnnxRequest } from './onnxProcess.ts';

/** Entry point of the process that `OnnxProcess` starts: handles one request after the other. */
let loaded: Promise<Pick<OnnxModel, 'answer'>> | undefined;
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
    if (error instanceof UserError) return { number, error: error.text, isBug: false };
    return { number, error: error instanceof Error ? error.message : String(error), isBug: true };
  }
}

async function valueOf(request: OnnxRequest): Promise<unknown> {
  const { number, folder, file, asked } = request;
  loaded ??= file.endsWith('.gguf') ? loadGguf(folder, file) : loadOnnx(folder, file);
  const model = await loaded;
  const onProgress = (done: number): void => {
    process.send?.({ number, done } satisfies OnnxMessage);
  };
  return asked.name === 'parity'
    ? (await import('./findParity.ts')).findParity(asked.runFolder, { model, file }, onProgress)
    : model.answer(asked.conversations, { ...asked.options, onProgress });
}

/**
 * Its runtime is loaded only now: a build of the extension for all platforms comes without.
 *
 * @throws UserError where it is not there
 */
async function loadOnnx(folder: string, file: string): Promise<OnnxModel> {
  const { OnnxModel } = await import('./onnxModel.ts').catch((error: unknown) => {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (!['MODULE_NOT_FOUND', 'ERR_DLOPEN_FAILED'].includes(code)) throw error;
    throw new UserError(
      say(
        'Exported models cannot be run here: this build of Cricket LoRA has no ONNX Runtime for {0}-{1}. Ask the adapter instead, or install the build for this platform.',
        process.platform,
        process.arch,
      ),
    );
  });
  return OnnxModel.load(folder, file);
}

async function loadGguf(folder: string, file: string): Promise<Pick<OnnxModel, 'answer'>> {
  const { GgufModel } = await import('./ggufModel.ts');
  return GgufModel.load(folder, file);
}
