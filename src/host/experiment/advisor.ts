import { say } from '../../core/common/sentence.ts';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { UserError } from '../../core/common/userError.ts';
import type { Experiment } from '../../core/experiment/experiment.ts';
import type { RunState } from '../../core/run/runState.ts';
import { extensionFolder } from '../files/extensionFolder.ts';
import { trainerCommand } from '../python/trainerCommand.ts';

/** Says which runs are hopeless. */
export interface Advisor {
  /** Whether to stop a run, by all that it has recalled since it was asked about last. */
  isHopeless(run: string, state: Pick<RunState, 'recalls'>): Promise<boolean>;
  dispose(): void;
}

/**
 * Ray Tune's ASHA, in a process of its own: it needs no cluster.
 *
 * @param python an interpreter that has Ray Tune
 * @throws UserError where it has not
 */
export async function startAdvisor(
  python: string,
  { graceEpochs, reduction }: NonNullable<Experiment['stopping']>,
  mostEpochs: number,
): Promise<Advisor> {
  const words = [mostEpochs, graceEpochs, reduction].map(String);
  const trainer = join(extensionFolder(), 'trainer');
  const { args, cwd, env } = trainerCommand(trainer, 'cricket_lora.cluster.asha', ...words);
  const child = spawn(python, args, {
    cwd,
    env,
    windowsHide: true,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async (): Promise<boolean> => {
    const line: IteratorResult<string, unknown> = await lines.next();
    if (!line.done) return line.value === '{"stop": true}';
    throw new UserError(
      say(
        'Early stopping needs Ray Tune in {0}, which does not answer: pip install "ray[tune]" there, or remove "stopping" from the experiment.',
        python,
      ),
    );
  };
  child.on('error', () => undefined);
  child.stdin.on('error', () => undefined);
  try {
    await answer();
  } catch (error) {
    child.kill();
    throw error;
  }
  const asked = new Map<string, number>();
  let last: Promise<unknown> = Promise.resolve();
  const judge = async (run: string, { recalls }: Pick<RunState, 'recalls'>): Promise<boolean> => {
    let isHopeless = false;
    for (const { epoch, recalled, questions } of recalls.points) {
      if (epoch <= (asked.get(run) ?? 0)) continue;
      asked.set(run, epoch);
      child.stdin.write(
        `${JSON.stringify({ run, epoch, recall: recalled / Math.max(1, questions) })}\n`,
      );
      if (await answer()) isHopeless = true;
    }
    return isHopeless;
  };
  return {
    // One at a time: answers come in the order of the questions.
    isHopeless: (run, state) => {
      const judged = last.then(() => judge(run, state));
      last = judged.catch(() => undefined);
      return judged;
    },
    dispose: () => {
      child.kill();
    },
  };
}
