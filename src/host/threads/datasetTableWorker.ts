import { parentPort } from 'node:worker_threads';
import { OpenedDatasetTable } from '../evaluation/openDatasetTable.ts';
import type { WorkerRequest } from './datasetTableThread.ts';
import type { Numbered, ThreadAnswer } from './requestThread.ts';
import { threadErrorOf } from './threadError.ts';

/** Entry of the thread that `DatasetTableThread` starts: holds one table and answers about it. */
const table = new OpenedDatasetTable();

parentPort?.on('message', (request: Numbered<WorkerRequest>) => {
  void answer(request).then((message) => parentPort?.postMessage(message));
});

async function answer({
  number,
  name,
  parameters,
}: Numbered<WorkerRequest>): Promise<ThreadAnswer> {
  try {
    return { number, value: await table[name](parameters as never) };
  } catch (error) {
    return { number, ...threadErrorOf(error) };
  }
}
