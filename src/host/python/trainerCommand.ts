import { delimiter } from 'node:path';

/** How a module of the trainer is started, whatever folder the run lies in. */
export interface TrainerCommand {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Python looks for modules, and the trainer's libraries for models, in the folder that it starts in. That is
 * the trainer's own: `random.py` in the folder of a run, or a folder named like a hub id, must not be taken.
 *
 * @param trainer what holds the package `cricket_lora`
 */
export function trainerCommand(
  trainer: string,
  module: string,
  ...words: readonly string[]
): TrainerCommand {
  const { PYTHONPATH = '' } = process.env;
  const paths = [trainer, ...PYTHONPATH.split(delimiter).filter((path) => path !== '')];
  return {
    args: ['-m', module, ...words],
    cwd: trainer,
    env: {
      ...process.env,
      PYTHONPATH: paths.join(delimiter),
      PYTHONUNBUFFERED: '1',
      PYTHONUTF8: '1',
    },
  };
}
