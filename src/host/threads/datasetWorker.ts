/** Runs in a thread of its own: one request, progress on the way, one result. */
import { parentPort, workerData } from 'node:worker_threads';
import { UserError } from '../../core/common/userError.ts';
import { datasetWork } from './datasetTasks.ts';
import type { WorkerReply, WorkerRequest } from './datasetThread.ts';

/** Milliseconds between two words of progress: more would only fill the other thread's queue. */
const progressEvery = 100;

async function main({ kind, request }: WorkerRequest): Promise<void> {
  const aborter = new AbortController();
  parentPort?.once('message', () => {
    aborter.abort();
  });
  let told = 0;
  try {
    const work = datasetWork[kind] as (request: object) => Promise<unknown>;
    const value = await work({
      ...request,
      signal: aborter.signal,
      onProgress: (progress: unknown) => {
        if (Date.now() - told < progressEvery) return;
        told = Date.now();
        reply({ type: 'progress', progress });
      },
    });
    reply({ type: 'done', value });
  } catch (error) {
    reply({ type: 'failed', ...describe(error) });
  } finally {
    parentPort?.close();
  }
}

const reply = (message: WorkerReply): void => parentPort?.postMessage(message);

function describe(error: unknown): Omit<Extract<WorkerReply, { type: 'failed' }>, 'type'> {
  if (error instanceof UserError) return { kind: 'user', error, remedy: error.remedy };
  const { name } = error as Error;
  return { kind: name === 'AbortError' ? 'aborted' : 'bug', error: error as Error };
}

void main(workerData as WorkerRequest);
