import { delimiter } from 'node:path';

/** How a module of the trainer is started, whatever the run's folder. */
export interface TrainerCommand {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Python imports modules, and the trainer's libraries load models, from the working directory. It
 * is the trainer's own: `random.py` in a run's folder, or a folder named like a hub id, must not be
 * picked up.
 *
 * @param trainer the folder that contains the package `cricket_lora`
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
