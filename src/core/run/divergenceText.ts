import type { DivergedEvent } from './events.ts';

const causes: Readonly<Record<DivergedEvent['reason'], string>> = {
  spike: 'the loss rose far above its best',
  standstill: 'the loss neither fell nor held still',
  'non-finite': 'the loss was no longer a number',
};

/** What happened and what is done about it, in a sentence. */
export function divergenceText(event: DivergedEvent): string {
  const { epoch, reason, backTo, learningRate, tries, mostTries } = event;
  const cause = Object.hasOwn(causes, reason) ? causes[reason] : 'its losses say so';
  const place = backTo === 0 ? 'from the start' : `from the end of epoch ${backTo}`;
  return `Training diverged at epoch ${epoch.toFixed(1)}: ${cause}. It goes on ${place} with the learning rate lowered to ${learningRate} (${tries} of ${mostTries} times).`;
}
