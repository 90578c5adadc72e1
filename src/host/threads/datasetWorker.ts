/** Runs in a thread of its own: one request, progress on the way, one result. */
import { parentPort, workerData } from 'node:worker_threads';
import { datasetWork } from './datasetTasks.ts';
import type { WorkerReply, WorkerRequest } from './datasetThread.ts';
import { threadErrorOf } from './threadError.ts';

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
    reply({ type: 'failed', ...threadErrorOf(error) });
  } finally {
    parentPort?.close();
  }
}

const reply = (message: WorkerReply): void => parentPort?.postMessage(message);

void main(workerData as WorkerRequest);
