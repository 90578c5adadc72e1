import { say } from '../../core/common/sentence.ts';
import { join } from 'node:path';
import { UserError } from '../../core/common/userError.ts';
import type { MetricName } from '../../core/experiment/metrics.ts';
import type {
  ExperimentConclusion,
  ExperimentPicture,
} from '../../core/pages/experimentMessages.ts';
import { extensionFolder } from '../files/extensionFolder.ts';
import { RequestThread } from '../threads/requestThread.ts';

export type ExperimentRequest =
  | { readonly name: 'picture'; readonly folder: string }
  | { readonly name: 'conclusion'; readonly folder: string; readonly metric: MetricName };

/** Reads experiments in a thread of its own: hundreds of runs take longer than a frame. */
export class ExperimentThread {
  readonly #thread = new RequestThread<ExperimentRequest>(
    join(extensionFolder(), 'dist', 'experimentWorker.cjs'),
    { megabytes: 1000 },
  );

  picture(folder: string): Promise<ExperimentPicture> {
    return this.#thread.ask({ name: 'picture', folder });
  }

  conclusion(folder: string, metric: MetricName): Promise<ExperimentConclusion> {
    return this.#thread.ask({ name: 'conclusion', folder, metric });
  }

  dispose(): void {
    this.#thread.end(new UserError(say('The window is being closed.')));
  }
}
