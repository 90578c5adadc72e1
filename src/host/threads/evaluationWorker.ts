import { parentPort, workerData } from 'node:worker_threads';
import type { WorkerRequest } from './evaluationThread.ts';
import type { Numbered, ThreadAnswer } from './requestThread.ts';
import { threadErrorOf } from './threadError.ts';
import {
  openEvaluation,
  type EvaluationName,
  type OpenedEvaluation,
} from '../evaluation/openEvaluation.ts';

/** Entry of the thread that `EvaluationThread` starts: holds one evaluation and answers about it. */
const opened = openEvaluation(workerData as EvaluationName);
// Every request awaits it, and tells what went wrong.
opened.catch(() => undefined);

parentPort?.on('message', (request: Numbered<WorkerRequest>) => {
  void answer(request).then((message) => parentPort?.postMessage(message));
});

async function answer(request: Numbered<WorkerRequest>): Promise<ThreadAnswer> {
  const { number } = request;
  try {
    return { number, value: await valueOf(await opened, request) };
  } catch (error) {
    return { number, ...threadErrorOf(error) };
  }
}

function valueOf(evaluation: OpenedEvaluation, { name, parameters }: WorkerRequest): unknown {
  if (name === 'summary') return evaluation.summary;
  return (evaluation[name] as (parameters: unknown) => unknown)(parameters);
}
