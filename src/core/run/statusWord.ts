import { translate, type Translate } from '../common/translate.ts';
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
