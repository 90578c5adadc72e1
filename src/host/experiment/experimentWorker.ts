import { parentPort } from 'node:worker_threads';
import type { Numbered } from '../threads/requestThread.ts';
import { threadErrorOf } from '../threads/threadError.ts';
import { nothingKnown, readConclusion, readPicture } from './experimentPicture.ts';
import type { ExperimentRequest } from './experimentThread.ts';

/** Shared by all requests: a page asks at every change. */
const known = nothingKnown();

/** Entry of the thread that `ExperimentThread` starts. */
parentPort?.on('message', (request: Numbered<ExperimentRequest>) => {
  const { number } = request;
  const reading =
    request.name === 'picture'
      ? readPicture(request.folder, known)
      : readConclusion(request.folder, request.metric, known);
  void reading.then(
    (value: unknown) => {
      parentPort?.postMessage({ number, value });
    },
    (error: unknown) => {
      parentPort?.postMessage({ number, ...threadErrorOf(error) });
    },
  );
});
