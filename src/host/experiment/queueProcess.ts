import { dirname } from 'node:path';
import { argv } from 'node:process';
import { isObject } from '../../core/common/isObject.ts';
import { resolveRecipe } from '../../core/recipe/resolveRecipe.ts';
import { rayOf } from '../../core/target/raySetting.ts';
import { UserError } from '../../core/common/userError.ts';
import { followRun, standingOf } from '../boards/followRun.ts';
import { RunFollowers } from '../boards/runFollowers.ts';
import { Connections } from '../shell/connections.ts';
import { startAdvisor, type Advisor } from './advisor.ts';
import type { Child } from './children.ts';
import { openExperiment, type OpenExperiment } from './experimentFolder.ts';
import { placesOf, type PlaceSettings } from './places.ts';
import { runQueue } from './queue.ts';
import { readQueue, saveQueue } from './controls.ts';
import type { QueueSettings } from './startQueue.ts';

/** Entry of the process that `startQueue` starts: it outlives the window or terminal that asked for it. */
async function main(folder: string, { again, boards, ...settings }: QueueSettings): Promise<void> {
  const tell = (line: string): void => {
    process.stdout.write(`${new Date().toISOString()} ${line}\n`);
  };
  const connections = new Connections();
  let advisor: Advisor | undefined;
  try {
    const open = await openExperiment(folder);
    const { experiment, workspace } = open;
    advisor = await adviseOn(open, settings);
    await runQueue(open, {
      places: placesOf(experiment.targets, settings, { connections, workspace }),
      again,
      advisor,
      boards: boards && boardsOf(open, boards, tell),
      say: tell,
    });
  } finally {
    connections.dispose();
    advisor?.dispose();
  }
}

const boardsOf = (
  { runsFolder }: Pick<OpenExperiment, 'runsFolder'>,
  { names, python }: NonNullable<QueueSettings['boards']>,
  tell: (line: string) => void,
) =>
  new RunFollowers<Child>({
    wanted: () => names,
    start: ({ folder }, starting) =>
      followRun(folder, { ...starting, ours: dirname(runsFolder), python }),
    standingOf,
    onProblem: ({ id }, problem) => {
      tell(`${id}: ${problem}`);
    },
  });

/** Undefined where nothing is stopped early. */
async function adviseOn(
  { experiment: { stopping, preset }, grid }: OpenExperiment,
  { python, targets }: PlaceSettings,
): Promise<Advisor | undefined> {
  if (stopping === undefined) return undefined;
  const epochs = grid.points.map(({ overrides }) => resolveRecipe(preset, overrides).recipe.epochs);
  const names = isObject(targets) ? Object.keys(targets) : [];
  const ofCluster = names
    .map((name) => rayOf(name, targets)?.python ?? '')
    .find((one) => one !== '');
  return startAdvisor(ofCluster ?? python, stopping, Math.max(...epochs));
}

const [, , folder = '', settings = '{}'] = argv;
main(folder, JSON.parse(settings) as QueueSettings).catch(async (error: unknown) => {
  process.stdout.write(
    `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  process.exitCode = 1;
  const before = await readQueue(folder);
  // One that has told why needs no more; one that is another's is left alone.
  if (before?.state === 'running' || (before?.problems.length ?? 0) > 0) return;
  const problem =
    error instanceof UserError ? error.message : 'The queue has failed: queue.log tells more.';
  await saveQueue(folder, { state: 'stopped', problems: [problem] }).catch(() => undefined);
});
