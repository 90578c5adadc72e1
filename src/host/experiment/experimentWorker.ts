import { parentPort } from 'node:worker_threads';
import type { Numbered } from '../threads/requestThread.ts';
import { threadErrorOf } from '../threads/threadError.ts';
import { readConclusion, readPicture } from './experimentPicture.ts';
import type { ExperimentRequest } from './experimentThread.ts';

/** Entry of the thread that `ExperimentThread` starts. */
parentPort?.on('message', (request: Numbered<ExperimentRequest>) => {
  const { number } = request;
  const reading =
    request.name === 'picture'
      ? readPicture(request.folder)
      : readConclusion(request.folder, request.metric);
  void reading.then(
    (value: unknown) => {
      parentPort?.postMessage({ number, value });
    },
    (error: unknown) => {
      parentPort?.postMessage({ number, ...threadErrorOf(error) });
    },
  );
});
