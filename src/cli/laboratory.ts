import { resolve } from 'node:path';
import { exportEventsOf } from './boardCommands.ts';
import {
  experiment,
  experiments,
  newExperiment,
  pauseExperiment,
  prepare,
  report,
} from './experimentCommands.ts';
import { findTrainerPython } from './findTrainerPython.ts';
import { required, type Values } from './usage.ts';

/**
 * The commands about experiments.
 *
 * @returns the exit code; undefined for a command that is none of them
 */
export async function laboratory(
  [command = '', subject, file]: readonly string[],
  values: Values,
): Promise<number | undefined> {
  const path = (name: string): string => resolve(required(subject, name));
  switch (command) {
    case 'new-experiment':
      await newExperiment(required(subject, 'TEMPLATE'), resolve(required(file, 'FILE')), values);
      return 0;
    case 'experiment':
      if (values.prepare) {
        await prepare(path('FILE'));
        return 0;
      }
      return experiment(path('FILE'), await findTrainerPython(values), values);
    case 'pause':
      await pauseExperiment(path('FILE'));
      return 0;
    case 'report':
      await report(path('FILE'), values);
      return 0;
    case 'export-events':
      await exportEventsOf(path('RUN'), await findTrainerPython(values), values);
      return 0;
    case 'experiments':
      await experiments(process.cwd());
      return 0;
    default:
      return undefined;
  }
}
