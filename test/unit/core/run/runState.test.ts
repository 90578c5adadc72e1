import { inEnglish } from '../../inEnglish.ts';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseEvent } from '../../../../src/core/run/parseEvent.ts';
import type { RunEvent, StepEvent } from '../../../../src/core/run/events.ts';
import { historyLimit } from '../../../../src/core/run/curveHistory.ts';
import { initialRunState, isOver, reduceRun } from '../../../../src/core/run/runState.ts';
import { spoken } from '../../../../src/core/common/sentence.ts';

const fixture = readFileSync('test/fixtures/events.jsonl', 'utf8')
  .trim()
  .split('\n')
  .map((line) => {
    const { value: event } = parseEvent(line);
    assert.ok(event, line);
    return event;
  });
const replay = (events: readonly RunEvent[]) => events.reduce(reduceRun, initialRunState);
const envelope = { v: 1, time: '2026-11-23T03:00:00.000Z' } as const;
const stepAt = (seq: number, step: number): StepEvent => ({
  ...envelope,
  seq,
  type: 'step',
  step,
  epoch: step / 85,
  loss: 1 / step,
  learningRate: 0.001,
  tokensPerSecond: 1,
  secondsLeft: 1,
});

test('draws a run from one event of each type', () => {
  const training = replay(fixture.slice(0, 9));
  assert.equal(training.status, 'running');
  assert.equal(training.started?.device.name, '2 cores');
  assert.equal(training.started.dtype, 'fp32');
  assert.equal(training.epochs, 60);
  assert.equal(training.step, 10);
  assert.equal(training.loss, 2.5);
  assert.equal(training.recall?.recalled, 27);
  assert.equal(training.memoryBytes, 500000000);
  assert.deepEqual(training.checkpoint, { step: 85, path: 'checkpoints/85' });
  assert.deepEqual(training.predicted, {
    done: 64,
    questions: 3600,
    seconds: 1.5,
    promptTokens: 144_000,
  });
  assert.equal(training.secondsLeft, 20);
  assert.equal(training.adapter, 'adapter');
  assert.deepEqual(inEnglish(training.warnings), [
    'Training diverged at epoch 2.0: the loss neither fell nor held still. It goes on from the start with the learning rate lowered to 0.000333 (1 of 3 times).',
    'nf4 needs CUDA; the base stays in fp32',
  ]);
  assert.equal(training.missed, 0);

  const probed = replay(fixture.slice(0, 11));
  assert.deepEqual(probed.rehearsal, { what: 'answers', done: 256, of: 412 });
  assert.equal(probed.sideEffects?.broken, 2);

  const measured = replay(fixture.slice(0, 12));
  assert.equal(measured.preflight?.secondsPerStep, 0.5);

  const failed = replay(fixture.slice(0, 13));
  assert.equal(failed.status, 'failed');
  assert.deepEqual(failed.failure, {
    code: 'non-finite-loss',
    parameters: { step: 12, learningRate: 0.1 },
  });
  assert.equal(replay(fixture).status, 'finished');
});

test('is the same however often an event is seen, and counts those never seen', () => {
  const doubled = fixture.flatMap((event, at) => [event, ...fixture.slice(0, at)]);
  assert.deepEqual(replay(doubled), replay(fixture));
  const gap = replay(fixture.filter(({ seq }) => seq !== 3 && seq !== 4));
  assert.equal(gap.missed, 2);
});

test('goes back to the last good epoch when training diverged', () => {
  const steps = [1, 40, 85, 130, 170, 200].map((step, seq) => stepAt(seq, step));
  const recalls = [85, 170].map((step, at): RunEvent => ({
    ...envelope,
    seq: steps.length + at,
    type: 'recall',
    step,
    epoch: step / 85,
    recalled: step,
    questions: 2700,
  }));
  const before = replay([...steps, ...recalls]);
  const after = reduceRun(before, {
    ...envelope,
    seq: before.lastSeq + 1,
    type: 'diverged',
    step: 200,
    epoch: 2.35,
    reason: 'spike',
    loss: 5,
    backTo: 1,
    learningRate: 0.0001,
    tries: 2,
    mostTries: 3,
  });
  assert.equal(after.epoch, 1);
  assert.equal(after.step, 200);
  assert.equal(after.secondsLeft, undefined);
  assert.deepEqual(
    after.losses.points.map(({ step }) => step),
    [1, 40, 85],
  );
  assert.equal(after.recall?.recalled, 85);
  assert.match(
    spoken(after.warnings.at(-1) ?? ''),
    /from the end of epoch 1 .* 0\.0001 \(2 of 3 times\)/,
  );
});

test('keeps curves bounded, ordered and from first to nearly last step', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 * historyLimit }), (steps) => {
      let state = initialRunState;
      for (let step = 1; step <= steps; step++) state = reduceRun(state, stepAt(step - 1, step));
      const { points, stride } = state.losses;
      assert.ok(points.length <= historyLimit);
      assert.equal(points[0]?.step, 1);
      assert.ok(points.every((point, at) => point.step === 1 + at * stride));
      assert.ok((points.at(-1)?.step ?? 0) > steps - stride);
    }),
    { numRuns: 20 },
  );
});

test('goes on from the checkpoint when resumed', () => {
  const [first] = fixture;
  assert.ok(first?.type === 'started');
  const before = [first, stepAt(1, 85), stepAt(2, 170), stepAt(3, 180)];
  const lost = reduceRun(replay(before), {
    type: 'lost',
    cancelled: false,
    code: 'died',
    lastWords: 'Killed',
  });
  assert.equal(lost.status, 'failed');
  assert.deepEqual(lost.failure, { code: 'died', parameters: { lastWords: 'Killed' } });
  const resumed = reduceRun(lost, { ...first, seq: 4, resumedFrom: 170 });
  assert.equal(resumed.status, 'running');
  assert.equal(resumed.failure, undefined);
  assert.equal(resumed.step, 170);
  assert.equal(resumed.epoch, 2);
  assert.deepEqual(
    resumed.losses.points.map(({ step }) => step),
    [85, 170],
  );
});

test('keeps its curves when it is only asked again', () => {
  const [first] = fixture;
  assert.ok(first?.type === 'started');
  const again = reduceRun(replay(fixture), { ...first, seq: 14 });
  assert.equal(again.status, 'running');
  assert.equal(again.finish, undefined);
  assert.equal(again.predicted, undefined);
  assert.equal(again.step, 10);
  assert.equal(again.recall?.recalled, 27);
});

test('a lost run that was being cancelled is cancelled, and one that is over stays as it was', () => {
  const lost = { type: 'lost', code: 'died', lastWords: '' } as const;
  const [first] = fixture;
  assert.ok(first);
  assert.equal(reduceRun(replay([first]), { ...lost, cancelled: true }).status, 'cancelled');
  const finished = replay(fixture);
  assert.ok(isOver(finished));
  assert.equal(reduceRun(finished, { ...lost, cancelled: false }), finished);
});
