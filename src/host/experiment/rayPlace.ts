import { say } from '../../core/common/sentence.ts';
import { join } from 'node:path';
import * as v from 'valibot';
import { checkJson } from '../../core/common/checkValue.ts';
import { UserError } from '../../core/common/userError.ts';
import type { RaySetting } from '../../core/target/raySetting.ts';
import { baseOnTarget } from '../base/baseOnTarget.ts';
import { extensionFolder } from '../files/extensionFolder.ts';
import { trainerCommand } from '../python/trainerCommand.ts';
import { runProcess } from '../process/runProcess.ts';
import { localTargetWith } from '../target/localTarget.ts';
import type { Place } from './place.ts';

const module = 'cricket_lora.cluster';

const capacitySchema = v.object({ gpus: v.pipe(v.number(), v.minValue(0), v.maxValue(100_000)) });

/**
 * A Ray cluster. Each run has a process here, started as a trainer is, which gives it to an actor there and
 * brings events, checkpoints and results home: all that is known of a run on this machine holds of it.
 *
 * @param python used where the setting names none
 */
export const rayPlace = (
  { name, address, runsAtOnce, ...setting }: RaySetting,
  python: string,
): Place => {
  const path = setting.python === '' ? python : setting.python;
  return {
    name,
    slots: async (signal) => {
      const gpus = await gpusOf(name, address, { python: path, signal });
      const launcher = [path, '-m', module, address, gpus > 0 ? '1' : '0'];
      const target = localTargetWith({ path }, undefined, { launcher });
      return Array.from({ length: runsAtOnce ?? Math.max(1, gpus) }, () => ({ target }));
    },
    via: name,
    baseOf: (written) => baseOnTarget(written, { name }),
  };
};

async function gpusOf(
  name: string,
  address: string,
  { python, signal }: { readonly python: string; readonly signal: AbortSignal },
): Promise<number> {
  const { args, cwd, env } = trainerCommand(join(extensionFolder(), 'trainer'), module, address);
  const { exit, stdout, lastLines } = await runProcess(python, args, { cwd, env, signal });
  const said = checkJson(capacitySchema, stdout.trim().split('\n').at(-1) ?? '').value;
  if (exit === 0 && said !== undefined) return said.gpus;
  const last = lastLines.findLast((line) => line.trim() !== '') ?? '';
  const why = last.includes("No module named 'ray'")
    ? say(
        '{0} has no Ray. Install the cluster\'s own version into it (pip install "ray[client]==VERSION"), or name another interpreter as “python”.',
        python,
      )
    : last;
  throw new UserError(say('The Ray cluster {0} ({1}) cannot be used: {2}', name, address, why));
}
