import { usualEpochs } from '../recipe/estimateTraining.ts';
import type { RunState } from './runState.ts';

/** Shares are counted over a whole epoch: closer points say little, earlier ones count the unseen. */
const epochsBetween = 0.5;
const firstEpoch = 1;

/**
 * The epoch, with fraction, after which every question will probably be recalled; at most the cap.
 *
 * Recall rises along an S: its logit, ln(share / (1 - share)), is close to a straight line over
 * epochs. The line through the latest point and one half an epoch or more before it is followed
 * to the share at which half a question is left.
 */
export function predictRecallEpoch({ recalls, epochs: cap, epoch }: RunState): number {
  const usual = Math.min(cap, Math.max(usualEpochs, epoch + 1));
  const points = recalls.points.filter((point) => point.epoch >= firstEpoch);
  const last = points.at(-1);
  const before = last && points.findLast((point) => point.epoch <= last.epoch - epochsBetween);
  if (last === undefined || before === undefined || last.questions === 0) return usual;
  const half = 0.5 / last.questions;
  const logit = (share: number): number => {
    const within = Math.min(1 - half, Math.max(half, share));
    return Math.log(within / (1 - within));
  };
  const now = logit(last.recalled / last.questions);
  const slope = (now - logit(before.recalled / before.questions)) / (last.epoch - before.epoch);
  if (slope <= 0) return usual;
  return Math.min(cap, Math.max(epoch, last.epoch + (logit(1) - now) / slope));
}

/** What is left of a training: probably, and at most; undefined while it is not training. */
export function trainingTimeLeft(
  state: RunState,
): { readonly seconds: number; readonly atMost: number } | undefined {
  const { secondsLeft, phase, started, epochs, epoch } = state;
  if (phase !== 'training' || secondsLeft === undefined) return undefined;
  if (started?.resolved.stopAtRecall !== true || epoch >= epochs) {
    return { seconds: secondsLeft, atMost: secondsLeft };
  }
  const share = (predictRecallEpoch(state) - epoch) / (epochs - epoch);
  return { seconds: secondsLeft * share, atMost: secondsLeft };
}
