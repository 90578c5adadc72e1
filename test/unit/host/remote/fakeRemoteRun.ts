import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { presets } from '../../../../src/core/recipe/recipe.ts';
import type { Connection } from '../../../../src/core/target/connection.ts';
import type { RunState } from '../../../../src/core/run/runState.ts';
import { resolveTarget, type TargetSetting } from '../../../../src/core/target/targetSetting.ts';
import { endProcessTree } from '../../../../src/host/process/endProcessTree.ts';
import type { ProcessIdentity } from '../../../../src/host/process/processIdentity.ts';
import { createRun } from '../../../../src/host/run/runFolder.ts';
import { startRun } from '../../../../src/host/run/startRun.ts';
import type { AnswerPrompt } from '../../../../src/host/shell/askpass.ts';
import { Connections } from '../../../../src/host/shell/connections.ts';
import type { Connect } from '../../../../src/host/shell/retryWhileLost.ts';
import type { Shell } from '../../../../src/host/shell/shell.ts';
import { sshTargetOf } from '../../../../src/host/target/sshTarget.ts';
import type { ReadyTarget, Started, Starting } from '../../../../src/host/run/target.ts';
import { readTargetFile } from '../../../../src/host/remote/targetFile.ts';
import { watchRun } from '../../../../src/host/run/watchRun.ts';
import { fakeTrainer, writeQuestions, type FakeRun } from '../run/fakeRun.ts';
import { temporaryFolder } from '../files/temporaryFolder.ts';
import { startSshServer, type SshServer } from '../shell/sshServer.ts';
import type { TemporaryUser } from '../shell/temporaryUser.ts';

/** A run of test/fixtures/fake-trainer for a host over real ssh. */
export interface FakeTargetRun extends FakeRun {
  readonly server: SshServer;
  /** Non-interactive. */
  readonly connect: Connect;
  readonly signIn: (answer: AnswerPrompt) => Promise<Shell>;
  readonly setting: TargetSetting;
  start(more?: Starting & { readonly setting?: TargetSetting }): Promise<Started>;
  /** Lets a guided trainer finish. */
  letFinish(): Promise<void>;
  /** Aborted when the test ends, so that no watcher is left. */
  readonly signal: AbortSignal;
}

export const quickBackOff = (attempt: number): number => Math.min(50 * attempt, 200);

/**
 * Seconds of silence after which the connection counts as lost; a host sends something every
 * second.
 */
const silenceSeconds = 3;

interface FakeHost {
  /** A new one if absent. */
  readonly server?: SshServer;
  /** The user to sign in as; by default the one who runs the tests. */
  readonly user?: TemporaryUser;
  /** Size of the adapter of a run that only asks questions. */
  readonly adapterBytes?: number;
  /** Folder of an adapter that training continues from. */
  readonly start?: string;
}

export async function createFakeTargetRun(
  test: Pick<TestContext, 'after'>,
  behaviour: string,
  { adapterBytes = 0, server: given, user, start }: FakeHost = {},
): Promise<FakeTargetRun> {
  // Hooks run in this order: first the trainer, while its folder still names it, then server and
  // folders.
  let end = (): Promise<void> => Promise.resolve();
  test.after(() => end());
  const server = given ?? (await startSshServer(test));
  const [home, host] = [await temporaryFolder(test), await temporaryFolder(test)];
  const setting = resolveTarget('box', {
    box: {
      host: user ? `${user.name}@${server.host}` : server.host,
      folder: join(user?.home ?? host, 'cl'),
      python: 'python3',
    },
  });
  if (!setting) throw new Error('a host');
  const folder = await createRun({
    runsFolder: join(home, 'runs'),
    questionsPath: await writeQuestions(home),
    base: `/fake/${behaviour}`,
    recipe: presets.recall,
    operation: adapterBytes > 0 ? 'predict' : 'train',
    target: 'box',
    adapter: start,
  });
  if (adapterBytes > 0) {
    await mkdir(join(folder, 'adapter'));
    await writeFile(join(folder, 'adapter', 'weights'), Buffer.alloc(adapterBytes, 'w'));
  }
  const connections = new Connections(server.options);
  const connect = connections.to(setting);
  const signIn = (answer: AnswerPrompt) => connections.to(setting, answer)();
  const there = async (): Promise<string> => {
    const run = await readTargetFile(folder);
    return join(setting.folder, 'runs', run?.run ?? 'none');
  };
  const targetOf = (chosen: TargetSetting): ReadyTarget =>
    sshTargetOf(chosen, {
      connect,
      trainerFolder: fakeTrainer,
      backOff: quickBackOff,
      silenceSeconds,
    });
  const trainers: ProcessIdentity[] = [];
  const over = new AbortController();
  const signal = AbortSignal.any([over.signal, AbortSignal.timeout(180_000)]);
  end = async () => {
    over.abort();
    connections.dispose();
    for (const trainer of trainers) {
      await endProcessTree(trainer, { graceSeconds: 0, terminateSeconds: 0 });
    }
  };
  return {
    server,
    connect,
    signIn,
    setting,
    folder,
    target: targetOf(setting),
    there,
    start: async ({ setting: other = setting, ...starting } = {}) => {
      const started = await startRun(folder, targetOf(other), { signal, ...starting });
      trainers.push(started);
      return started;
    },
    letFinish: async () => writeFile(join(await there(), 'go'), ''),
    signal,
  };
}

/** What a window observed of a run, and its end. */
export interface Seen {
  readonly states: RunState[];
  /** Distinct consecutive states of the connection. */
  readonly connections: string[];
  readonly end: Promise<RunState>;
}

export function watchFake({
  folder,
  target,
  signal,
}: Pick<FakeTargetRun, 'folder' | 'target' | 'signal'>): Seen {
  const states: RunState[] = [];
  const connections: string[] = [];
  const onConnection = ({ state }: Connection): void => {
    if (connections.at(-1) !== state) connections.push(state);
  };
  const end = watchRun(folder, (state) => states.push(state), { target, onConnection, signal });
  return { states, connections, end };
}

export async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 60_000;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`not within a minute: ${what}`);
    await delay(30);
  }
}

/** Compares the local events with the host's, and checks that their numbers have no gap. */
export async function compareEvents(run: FakeTargetRun) {
  const [here, there] = await Promise.all([
    readFile(join(run.folder, 'events.jsonl'), 'utf8'),
    readFile(join(await run.there(), 'events.jsonl'), 'utf8'),
  ]);
  const events = here
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { seq: number; type: string });
  return {
    isSame: here === there,
    events: events.length,
    gaps: events.filter(({ seq }, at) => seq !== at).length,
    started: events.filter(({ type }) => type === 'started').length,
    finished: events.filter(({ type }) => type === 'finished').length,
  };
}
