import { say, type Sentence } from '../common/sentence.ts';
import type { DivergedEvent } from './events.ts';

const causes: Readonly<Record<DivergedEvent['reason'], Sentence>> = {
  spike: say('the loss rose far above its best'),
  standstill: say('the loss neither fell nor held still'),
  'non-finite': say('the loss was no longer a number'),
};

/** What happened and what is done about it, in a sentence. */
export function divergenceText(event: DivergedEvent): Sentence {
  const { epoch, reason, backTo, learningRate, tries, mostTries } = event;
  const cause = Object.hasOwn(causes, reason) ? causes[reason] : say('its losses say so');
  const place = backTo === 0 ? say('from the start') : say('from the end of epoch {0}', backTo);
  return say(
    'Training diverged at epoch {0}: {1}. It goes on {2} with the learning rate lowered to {3} ({4} of {5} times).',
    epoch.toFixed(1),
    cause,
    place,
    learningRate,
    tries,
    mostTries,
  );
}
