import { parentPort } from 'node:worker_threads';
import { UserError } from '../../core/common/userError.ts';
import { readTotalsNow } from '../evaluation/evaluateRun.ts';
import { readEndedRun, surveyRuns } from '../run/surveyRuns.ts';
import type { Numbered, ThreadAnswer } from './requestThread.ts';
import type { EndedRun, ReadRun, RunsRequest } from './runsThread.ts';
import { threadErrorOf } from './threadError.ts';

/** Entry of the thread that `RunsThread` starts. */
parentPort?.on('message', (request: Numbered<RunsRequest>) => {
  parentPort?.postMessage(answer(request));
});

function answer(request: Numbered<RunsRequest>): ThreadAnswer {
  const { number } = request;
  try {
    const value =
      request.name === 'survey' ? surveyRuns(request.folders) : request.runs.map(readEnded);
    return { number, value };
  } catch (error) {
    return { number, ...threadErrorOf(error) };
  }
}

function readEnded({ folder, process }: EndedRun): ReadRun {
  try {
    const state = readEndedRun(folder, process);
    const hasAnswered = state?.status === 'finished';
    return { folder, state, totals: hasAnswered ? readTotalsNow(folder) : undefined };
  } catch (error) {
    return { folder, problem: error instanceof UserError ? error.text : String(error) };
  }
}
