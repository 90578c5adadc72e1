import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { TestContext } from 'node:test';
import type { Question } from '../../../../src/core/dataset/question.ts';
import { presets } from '../../../../src/core/recipe/recipe.ts';
import type { RunState } from '../../../../src/core/run/runState.ts';
import { createRun } from '../../../../src/host/run/runFolder.ts';
import { startRun } from '../../../../src/host/run/startRun.ts';
import { localTarget, localTargetWith } from '../../../../src/host/target/localTarget.ts';
import type { ReadyTarget, Started } from '../../../../src/host/run/target.ts';
import { watchRun } from '../../../../src/host/run/watchRun.ts';
import { temporaryFolder } from '../files/temporaryFolder.ts';

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

/** A questions.jsonl with one question. */
export async function writeQuestions(folder: string): Promise<string> {
  const path = join(folder, 'questions.jsonl');
  await writeFile(path, `${JSON.stringify(question)}\n`);
  return path;
}

export const fakeTrainer = resolve('test/fixtures/fake-trainer');

/**
 * A run with a fake trainer (test/fixtures/fake-trainer) of some behaviour, on some target; ended
 * after the test.
 */
export interface FakeRun {
  /** The local folder. */
  readonly folder: string;
  readonly target: ReadyTarget;
  /** The trainer's folder. */
  there(): Promise<string>;
  start(): Promise<Started>;
}

export async function createLocalRun(
  test: Pick<TestContext, 'after'>,
  behaviour: string,
): Promise<FakeRun> {
  let folder = '';
  // Hooks run in this order: end the trainer, then remove its folder.
  test.after(() => localTarget.end(folder, { graceSeconds: 0, terminateSeconds: 0 }));
  const parent = await temporaryFolder(test);
  folder = await createRun({
    runsFolder: join(parent, 'runs'),
    questionsPath: await writeQuestions(parent),
    base: `/fake/${behaviour}`,
    recipe: presets.recall,
    operation: 'train',
    target: 'local',
  });
  const target = localTargetWith({ path: 'python3' }, fakeTrainer);
  return {
    folder,
    target,
    there: () => Promise.resolve(folder),
    start: () => startRun(folder, target),
  };
}

/** Watches until a state matches or the run is over; fails after a minute. */
export async function waitForState(
  { folder, target }: Pick<FakeRun, 'folder' | 'target'>,
  isWanted: (state: RunState) => boolean,
): Promise<RunState> {
  const enough = new AbortController();
  const timeout = AbortSignal.timeout(60_000);
  const last = await watchRun(
    folder,
    (state) => {
      if (isWanted(state)) enough.abort();
    },
    { target, signal: AbortSignal.any([enough.signal, timeout]) },
  );
  timeout.throwIfAborted();
  return last;
}
