import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { DatasetPreview } from '../core/datasetPreview.ts';
import { type Remedy, UserError } from '../core/userError.ts';
import type { GeneratedDataset, GenerateProgress, GenerateRequest } from './dataset.ts';
import { extensionFolder } from './extensionFolder.ts';

/** What crosses to the thread. */
export interface WorkerRequest {
  readonly kind: 'generate' | 'preview';
  readonly request: Omit<GenerateRequest, 'signal' | 'onProgress'>;
}

/** What comes back. */
export type WorkerReply =
  | { readonly type: 'progress'; readonly progress: GenerateProgress }
  | { readonly type: 'done'; readonly value: GeneratedDataset | DatasetPreview }
  | {
      readonly type: 'failed';
      readonly kind: 'user' | 'aborted' | 'bug';
      readonly error: Error;
      readonly remedy?: Remedy | undefined;
    };

/**
 * `generateDataset` in a thread of its own, so that nobody waits for a large table but who asked for
 * it. Throws what that throws.
 */
export const generateInThread = (request: GenerateRequest): Promise<GeneratedDataset> =>
  runInThread('generate', request) as Promise<GeneratedDataset>;

/** `previewDataset` in a thread of its own. Throws what that throws. */
export const previewInThread = (request: GenerateRequest): Promise<DatasetPreview> =>
  runInThread('preview', request) as Promise<DatasetPreview>;

async function runInThread(
  kind: WorkerRequest['kind'],
  { signal, onProgress, ...request }: GenerateRequest,
): Promise<unknown> {
  signal?.throwIfAborted();
  const data: WorkerRequest = { kind, request };
  const worker = new Worker(join(extensionFolder(), 'dist', 'datasetWorker.cjs'), {
    workerData: data,
  });
  // The thread stops by itself and tidies up; the folder is as it was when it has answered.
  const abort = () => {
    worker.postMessage('abort');
  };
  signal?.addEventListener('abort', abort);
  try {
    return await new Promise((resolve, reject) => {
      worker.on('message', (reply: WorkerReply) => {
        if (reply.type === 'progress') onProgress?.(reply.progress);
        else if (reply.type === 'done') resolve(reply.value);
        else reject(errorOf(reply, signal));
      });
      worker.on('error', reject);
      worker.on('exit', (code) => {
        reject(new Error(`The thread that reads tables ended early (${code}).`));
      });
    });
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}

/** A thread's errors arrive as copies that have lost their class. */
function errorOf(
  { kind, error, remedy }: Extract<WorkerReply, { type: 'failed' }>,
  signal: AbortSignal | undefined,
): Error {
  if (kind === 'user') return new UserError(error.message, remedy);
  return kind === 'aborted' && signal?.reason instanceof Error ? signal.reason : error;
}
