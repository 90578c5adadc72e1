import { say, type Sentence } from '../common/sentence.ts';
import { translate, type Translate } from '../common/translate.ts';
import type { Phase } from './events.ts';
import type { RunState } from './runState.ts';

/** How a run stands, as people read it. */
export const statusWord = (status: RunState['status'], t: Translate = translate): string =>
  ({
    starting: t('starting'),
    running: t('running'),
    finished: t('finished'),
    failed: t('failed'),
    cancelled: t('cancelled'),
  })[status];

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
