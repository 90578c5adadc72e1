import { say, type Sentence } from '../common/sentence.ts';
import type { Phase } from './events.ts';

/** What a run is doing, in a word or two. */
export const phaseNames: Readonly<Record<Phase, Sentence>> = {
  loading: say('loading'),
  measuring: say('measuring'),
  training: say('training'),
  recalling: say('recalling'),
  saving: say('saving'),
  predicting: say('predicting'),
  exporting: say('exporting'),
};
