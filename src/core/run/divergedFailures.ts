import { joined, say, type Sentence } from '../common/sentence.ts';
import type { FailurePhrasing } from './failureText.ts';

/** Trainings that diverged, by the trainer's codes. */
export const divergedFailures: Readonly<Record<string, FailurePhrasing>> = {
  diverged: (p) => ({
    message: say(
      'Training diverged at epoch {0}: its loss rose, or stood above what knowing no fact costs. {1}',
      p('epoch'),
      whatToLower(p),
    ),
    remedy: 'open settings',
  }),
  'non-finite-loss': (p) => ({
    message: say(
      'Training diverged: at step {0} the loss was no longer a number. {1}',
      p('step'),
      whatToLower(p),
    ),
    remedy: 'open settings',
  }),
};

/** After a divergence: which setting to change, and to what. */
function whatToLower(p: (name: string) => string): Sentence {
  const advice = say(
    "Set cricketLora.recipe.learningRate (now {0}) to 'auto' or to {1}, or cricketLora.recipe.onDivergence to 'lower'.",
    p('learningRate'),
    p('lower'),
  );
  return Number(p('tries')) > 0
    ? joined([advice, say('It had been lowered {0} times already.', p('tries'))], ' ')
    : advice;
}
