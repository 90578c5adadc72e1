import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { promisify } from 'node:util';

/** What trains here, with the packages of boards. */
export const trainerPython = resolve('.venv/bin/python');

/** Why boards cannot be read here; false when they can. */
export const withoutBoards = !existsSync(trainerPython) && 'npm run setup first';

const reader = `
import json, sys
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
read = EventAccumulator(sys.argv[1])
read.Reload()
known = "train/loss" in read.Tags()["scalars"]
print(json.dumps([event.step for event in read.Scalars("train/loss")] if known else []))
`;

/** The steps of a run's loss, as TensorBoard itself reads them. */
export async function stepsOnTensorBoard(
  ours: string,
  run: string,
  python = trainerPython,
): Promise<readonly number[]> {
  const folder = join(ours, 'tensorboard', basename(run));
  if (!existsSync(folder)) return [];
  const { stdout } = await promisify(execFile)(python, ['-c', reader, folder]);
  return JSON.parse(stdout) as number[];
}

/** Those that a trainer has told. */
export async function stepsTold(run: string): Promise<readonly number[]> {
  const lines = (await readFile(join(run, 'events.jsonl'), 'utf8')).trimEnd().split('\n');
  const events = lines.map((line) => JSON.parse(line) as { type: string; step: number });
  return events.filter(({ type }) => type === 'step').map(({ step }) => step);
}
