import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import {
  createExperiment,
  openExperiment,
  type OpenExperiment,
} from '../../../../src/host/experiment/experimentFolder.ts';
import { findChildren, type Child } from '../../../../src/host/experiment/children.ts';
import type { Place } from '../../../../src/host/experiment/place.ts';
import { localTarget, localTargetWith } from '../../../../src/host/target/localTarget.ts';
import { temporaryFolder } from '../files/temporaryFolder.ts';
import { fakeTrainer } from '../run/fakeRun.ts';

const table = `Player,Mat,Runs,HS
A Able,10,1000,100*
B Baker,20,2000,200
C Charlie,30,3000,300
`;

/** An experiment on a small table, in a folder of its own, whose trainers are ended after the test. */
export async function fakeExperiment(
  test: Pick<TestContext, 'after'>,
  content: Readonly<Record<string, unknown>> = {},
): Promise<OpenExperiment> {
  const made: OpenExperiment[] = [];
  // Hooks run in this order: end the trainers, then remove their folders.
  test.after(async () => {
    for (const { folder } of (await Promise.all(made.map(allChildren))).flat()) {
      await localTarget.end(folder, { graceSeconds: 0, terminateSeconds: 0 });
    }
  });
  const workspace = await temporaryFolder(test);
  await writeFile(join(workspace, 'table.csv'), table);
  const path = await createExperiment(workspace, {
    v: 1,
    name: 'Fake',
    table: 'table.csv',
    base: 'answer',
    recipe: { rank: [8, 64] },
    seeds: [1, 2],
    ...content,
  });
  const open = await openExperiment(path);
  made.push(open);
  return open;
}

/** This machine with so many slots for fake trainers, whose behaviour is the base's name. */
export const fakePlace = (slots = 1): Place => ({
  name: 'local',
  slots: () =>
    Promise.resolve(
      Array.from({ length: slots }, () => ({
        target: localTargetWith({ path: 'python3' }, fakeTrainer),
      })),
    ),
  baseOf: (written) => Promise.resolve(`/fake/${written}`),
});

export const allChildren = async (open: OpenExperiment): Promise<Child[]> =>
  [...(await findChildren(open)).values()].flat();

interface EventLine {
  readonly seq: number;
  readonly type: string;
  readonly step?: number;
  readonly pid?: number;
}

export async function eventsOf({ folder }: Pick<Child, 'folder'>): Promise<EventLine[]> {
  const text = await readFile(join(folder, 'events.jsonl'), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as EventLine);
}

/** What a run's events say of its end: how often it ended, and how many numbers are missing or doubled. */
export async function endsOf(child: Pick<Child, 'folder'>) {
  const events = await eventsOf(child);
  const steps = events.flatMap(({ type, step }) => (type === 'step' ? (step ?? []) : []));
  return {
    finished: events.filter(({ type }) => type === 'finished').length,
    gaps: events.filter(({ seq }, at) => seq !== at).length,
    doubled: steps.length - new Set(steps).size,
  };
}

export const endedOnce = { finished: 1, gaps: 0, doubled: 0 };

/** Most fake trainers that ran at once, by what they wrote. */
export async function mostAtOnce({ runsFolder }: OpenExperiment): Promise<number> {
  const text = await readFile(join(runsFolder, 'timeline'), 'utf8');
  let [now, most] = [0, 0];
  for (const line of text.trimEnd().split('\n')) {
    now += line.startsWith('start') ? 1 : -1;
    most = Math.max(most, now);
  }
  return most;
}
