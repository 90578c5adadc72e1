import { readFileSync } from 'node:fs';
import type { RunRequest } from '../../../../src/core/run/runRequest.ts';
import { initialRunState, type RunState } from '../../../../src/core/run/runState.ts';
import type { Run } from '../../../../src/editor/run/run.ts';

const request = JSON.parse(readFileSync('test/fixtures/run.json', 'utf8')) as RunRequest;

/** A run of this machine with parts of another request and state. */
export const runOf = (
  asked: Partial<RunRequest> = {},
  state: Partial<RunState> = {},
  run: Partial<Run> = {},
): Run => ({
  folder: `/runs/${asked.id ?? request.id}`,
  request: { ...request, ...asked },
  state: { ...initialRunState, status: 'running', epochs: 60, ...state },
  isOwn: true,
  ...run,
});
