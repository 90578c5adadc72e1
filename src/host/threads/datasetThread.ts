import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { DatasetWork, WorkKind } from './datasetTasks.ts';
import { extensionFolder } from '../files/extensionFolder.ts';
import { errorOf, type ThreadError } from './threadError.ts';

/** What crosses to the thread. */
export interface WorkerRequest {
  readonly kind: WorkKind;
  readonly request: object;
}

/** What comes back. */
export type WorkerReply =
  | { readonly type: 'progress'; readonly progress: unknown }
  | { readonly type: 'done'; readonly value: unknown }
  | ({ readonly type: 'failed' } & ThreadError);

type Value<Kind extends WorkKind> = Awaited<ReturnType<DatasetWork[Kind]>>;

interface Reported {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: never) => void) | undefined;
}

/**
 * Runs work on tables and datasets in a worker thread, so that a large one only delays its caller.
 * Returns and throws what the function named in `datasetWork` returns and throws.
 *
 * @param script The built datasetWorker.ts.
 */
export async function runInThread<Kind extends WorkKind>(
  kind: Kind,
  asked: Parameters<DatasetWork[Kind]>[0],
  script = join(extensionFolder(), 'dist', 'datasetWorker.cjs'),
): Promise<Value<Kind>> {
  const { signal, onProgress, ...request } = asked as Reported;
  signal?.throwIfAborted();
  const data: WorkerRequest = { kind, request };
  const worker = new Worker(script, {
    workerData: data,
    // A dataset of a million questions takes more than the default.
    resourceLimits: { maxOldGenerationSizeMb: 4000 },
  });
  // The thread stops by itself and tidies up; the folder is as it was when it has answered.
  const abort = () => {
    worker.postMessage('abort');
  };
  signal?.addEventListener('abort', abort);
  try {
    return await new Promise<Value<Kind>>((resolve, reject) => {
      worker.on('message', (reply: WorkerReply) => {
        if (reply.type === 'progress') onProgress?.(reply.progress as never);
        else if (reply.type === 'done') resolve(reply.value as Value<Kind>);
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
