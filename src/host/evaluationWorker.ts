import { parentPort, workerData } from 'node:worker_threads';
import { UserError } from '../core/userError.ts';
import type { WorkerAnswer, WorkerRequest } from './evaluationThread.ts';
import { openEvaluation, type EvaluationName } from './openEvaluation.ts';

/** Entry of the thread that `EvaluationThread` starts: holds one evaluation and answers about it. */
const opened = openEvaluation(workerData as EvaluationName);
// Every request awaits it, and tells what went wrong.
opened.catch(() => undefined);

parentPort?.on('message', (request: WorkerRequest) => {
  void answer(request).then((message) => parentPort?.postMessage(message));
});

async function answer({ number, name, parameters }: WorkerRequest): Promise<WorkerAnswer> {
  try {
    const evaluation = await opened;
    switch (name) {
      case 'summary':
        return { number, value: evaluation.summary };
      case 'rows':
        return { number, value: evaluation.rows(parameters) };
      case 'exported':
        return { number, value: evaluation.exported(parameters) };
      case 'question':
        return { number, value: evaluation.question(parameters) };
    }
  } catch (error) {
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    return { number, error: message, isBug: !(error instanceof UserError), stack };
  }
}
