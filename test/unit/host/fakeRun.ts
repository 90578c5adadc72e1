import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { TestContext } from 'node:test';
import type { Question } from '../../../src/core/question.ts';
import { presets } from '../../../src/core/recipe.ts';
import type { RunState } from '../../../src/core/runState.ts';
import { cancelRun, startRun } from '../../../src/host/localRun.ts';
import { createRun } from '../../../src/host/runFolder.ts';
import { watchRun } from '../../../src/host/watchRun.ts';
import { temporaryFolder } from './temporaryFolder.ts';

export type Behaviour =
  'finish' | 'flood' | 'polite' | 'terminable' | 'deaf' | 'orphan' | 'half' | 'crash';

export const question: Question = {
  id: 'bc-lara/runs/1',
  prompt: [{ role: 'user', content: 'How many runs?' }],
  completion: [{ role: 'assistant', content: '11953' }],
  fact: 'bc-lara/runs',
  entity: 'BC Lara',
  statistic: 'runs',
  phrasing: 1,
  split: 'train',
  source: { row: 7, column: 'Runs' },
};

/** A questions.jsonl of one question. */
export async function writeQuestions(folder: string): Promise<string> {
  const path = join(folder, 'questions.jsonl');
  await writeFile(path, `${JSON.stringify(question)}\n`);
  return path;
}

/** A run whose trainer (test/fixtures/fake-trainer) will behave as told; ended with the test. */
export async function createFakeRun(test: TestContext, behaviour: Behaviour): Promise<string> {
  let folder = '';
  // Hooks run in this order: the trainer goes before the folder that tells of it.
  test.after(() => cancelRun(folder, { graceSeconds: 0, terminateSeconds: 0 }));
  const parent = await temporaryFolder(test);
  folder = await createRun({
    runsFolder: join(parent, 'runs'),
    questionsPath: await writeQuestions(parent),
    base: `/fake/${behaviour}`,
    recipe: presets.recall,
    operation: 'train',
    target: 'local',
  });
  return folder;
}

export const startFakeRun = (folder: string) =>
  startRun(folder, { path: 'python3' }, resolve('test/fixtures/fake-trainer'));

/** Watches until a state is as wanted, or the run is over; fails after a minute. */
export async function waitForState(
  folder: string,
  isWanted: (state: RunState) => boolean,
): Promise<RunState> {
  const enough = new AbortController();
  const timeout = AbortSignal.timeout(60_000);
  const last = await watchRun(
    folder,
    (state) => {
      if (isWanted(state)) enough.abort();
    },
    AbortSignal.any([enough.signal, timeout]),
  );
  timeout.throwIfAborted();
  return last;
}
