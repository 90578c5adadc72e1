import type { Text } from '../common/sentence.ts';
import type {
  DivergedEvent,
  FailedEvent,
  FinishedEvent,
  Phase,
  PredictedEvent,
  PreflightEvent,
  RecallEvent,
  RehearsalEvent,
  RunEvent,
  SideEffectsEvent,
  StartedEvent,
  StepEvent,
} from './events.ts';
import { warningText } from './trainerWarnings.ts';
import { divergenceText } from './divergenceText.ts';
import { appendPoint, emptyHistory, rewindHistory, type CurveHistory } from './curveHistory.ts';

/** A run as every view draws it: built from its events alone, so that it is the same after a reload. */
export interface RunState {
  /** `starting` until the trainer's first event; back to `running` when a run is taken up again. */
  readonly status: 'starting' | 'running' | 'finished' | 'failed' | 'cancelled';
  readonly phase: Phase | undefined;
  /** What the trainer said of itself; undefined before its first event. */
  readonly started:
    | Pick<
        StartedEvent,
        'device' | 'dtype' | 'versions' | 'questions' | 'parameters' | 'resolved' | 'stepsPerEpoch'
      >
    | undefined;
  /** Epochs done, with fraction. */
  readonly epoch: number;
  /** Cap of epochs; 0 before the trainer's first event. */
  readonly epochs: number;
  readonly step: number;
  /** Mean negative log-likelihood an answer token, of the latest step. */
  readonly loss: number | undefined;
  readonly losses: CurveHistory<LossPoint>;
  readonly recall: RecallPoint | undefined;
  readonly recalls: CurveHistory<RecallPoint>;
  readonly learningRate: number | undefined;
  readonly tokensPerSecond: number | undefined;
  /** Of the phase it is in: until the cap when training, until the last question when predicting. */
  readonly secondsLeft: number | undefined;
  readonly memoryBytes: number | undefined;
  readonly predicted:
    Pick<PredictedEvent, 'done' | 'questions' | 'seconds' | 'promptTokens'> | undefined;
  /** While it is made, which a base needs once. */
  readonly rehearsal: Pick<RehearsalEvent, 'what' | 'done' | 'of'> | undefined;
  /** What the adapter did to everything else, once it was measured. */
  readonly sideEffects: SideEffectsEvent | undefined;
  /** Latest one to resume from. */
  readonly checkpoint: { readonly step: number; readonly path: string } | undefined;
  /** Relative to the run folder, once saved. */
  readonly adapter: string | undefined;
  /** What a preflight measured. */
  readonly preflight: PreflightEvent | undefined;
  readonly finish: Pick<FinishedEvent, 'reason' | 'trainingSeconds' | 'seconds'> | undefined;
  readonly failure: Pick<FailedEvent, 'code' | 'parameters'> | undefined;
  /** The latest warnings, oldest first. */
  readonly warnings: readonly Text[];
  /** ISO 8601, of the latest event; undefined before the first. */
  readonly updated: string | undefined;
  /** -1 before the first event. */
  readonly lastSeq: number;
  /** Events that were never seen: gaps in `seq`. */
  readonly missed: number;
}

export type LossPoint = Pick<StepEvent, 'step' | 'epoch' | 'loss' | 'learningRate'>;
export type RecallPoint = Pick<RecallEvent, 'step' | 'epoch' | 'recalled' | 'questions'>;

/** Not written by the trainer: its process is known to be gone. */
export interface LostEvent {
  readonly type: 'lost';
  /** Somebody had asked it to stop. */
  readonly cancelled: boolean;
  /** `died`, `never-started`, or `came-with-folder`. */
  readonly code: string;
  /** The end of trainer.log. */
  readonly lastWords: string;
}

const warningLimit = 20;

export const initialRunState: RunState = {
  status: 'starting',
  phase: undefined,
  started: undefined,
  epoch: 0,
  epochs: 0,
  step: 0,
  loss: undefined,
  losses: emptyHistory,
  recall: undefined,
  recalls: emptyHistory,
  learningRate: undefined,
  tokensPerSecond: undefined,
  secondsLeft: undefined,
  memoryBytes: undefined,
  predicted: undefined,
  rehearsal: undefined,
  sideEffects: undefined,
  checkpoint: undefined,
  adapter: undefined,
  preflight: undefined,
  finish: undefined,
  failure: undefined,
  warnings: [],
  updated: undefined,
  lastSeq: -1,
  missed: 0,
};

/** True when the trainer has spoken its last word; a resumed run may speak again. */
export function isOver(state: Pick<RunState, 'status'>): boolean {
  return state.status !== 'starting' && state.status !== 'running';
}

/** The state after one more event. An event seen before (same or lower `seq`) changes nothing. */
export function reduceRun(state: RunState, event: RunEvent | LostEvent): RunState {
  if (event.type === 'lost') return isOver(state) ? state : afterLoss(state, event);
  if (event.seq <= state.lastSeq) return state;
  const envelope: RunState = {
    ...state,
    lastSeq: event.seq,
    missed: state.missed + event.seq - state.lastSeq - 1,
    updated: event.time,
  };
  // A run that tells something is alive: how an earlier process of it ended no longer counts.
  const living = { status: 'running', finish: undefined, failure: undefined } as const;
  return { ...envelope, ...living, ...changesBy(event, envelope) };
}

function changesBy(event: RunEvent, state: RunState): Partial<RunState> {
  switch (event.type) {
    case 'started':
      return afterStart(event, state);
    case 'phase':
      return { phase: event.phase, secondsLeft: undefined };
    case 'step': {
      const { step, epoch, loss, learningRate, tokensPerSecond, secondsLeft } = event;
      return {
        step,
        epoch,
        loss,
        learningRate,
        tokensPerSecond,
        secondsLeft,
        memoryBytes: event.memoryBytes ?? state.memoryBytes,
        losses: appendPoint(state.losses, { step, epoch, loss, learningRate }),
      };
    }
    case 'recall': {
      const { step, epoch, recalled, questions } = event;
      const recall = { step, epoch, recalled, questions };
      return { recall, recalls: appendPoint(state.recalls, recall) };
    }
    case 'diverged':
      return afterDivergence(event, state);
    case 'checkpoint':
      return { checkpoint: { step: event.step, path: event.path } };
    case 'saved':
      return { adapter: event.path };
    case 'rehearsal':
      return { rehearsal: { what: event.what, done: event.done, of: event.of } };
    case 'side-effects':
      return { sideEffects: event };
    case 'predicted': {
      const { done, questions, seconds, promptTokens } = event;
      const effort =
        seconds === undefined || promptTokens === undefined ? {} : { seconds, promptTokens };
      return { predicted: { done, questions, ...effort }, secondsLeft: event.secondsLeft };
    }
    case 'preflight':
      return { preflight: event };
    case 'finished': {
      const { reason, trainingSeconds, seconds } = event;
      const status = reason === 'cancelled' ? 'cancelled' : 'finished';
      return { status, finish: { reason, trainingSeconds, seconds }, secondsLeft: undefined };
    }
    case 'failed': {
      const { code, parameters } = event;
      return { status: 'failed', failure: { code, parameters }, secondsLeft: undefined };
    }
    case 'log':
      return event.level === 'warning'
        ? { warnings: [...state.warnings, warningText(event)].slice(-warningLimit) }
        : {};
  }
}

function afterStart(event: StartedEvent, state: RunState): Partial<RunState> {
  const { device, dtype, versions, questions, parameters, resolved, stepsPerEpoch } = event;
  return {
    started: { device, dtype, versions, questions, parameters, resolved, stepsPerEpoch },
    epochs: event.epochs,
    secondsLeft: undefined,
    predicted: undefined,
    rehearsal: undefined,
    // With its adapter saved a run has been trained, and is only asked again.
    ...(state.adapter === undefined && trainingFrom(event, state)),
  };
}

/** From step 0, or from a checkpoint's: then the curves go on from there. */
function trainingFrom(event: StartedEvent, state: RunState): Partial<RunState> {
  const { resumedFrom: from = 0, stepsPerEpoch } = event;
  const recalls = rewindHistory(state.recalls, ({ step }) => step <= from);
  return {
    step: from,
    epoch: stepsPerEpoch > 0 ? from / stepsPerEpoch : 0,
    loss: undefined,
    losses: rewindHistory(state.losses, ({ step }) => step <= from),
    recalls,
    recall: recalls.points.at(-1),
  };
}

/** Epochs are counted from where the weights were good; steps go on being counted. */
function afterDivergence(event: DivergedEvent, state: RunState): Partial<RunState> {
  const { backTo } = event;
  const recalls = rewindHistory(state.recalls, ({ epoch }) => epoch <= backTo);
  return {
    epoch: backTo,
    loss: undefined,
    secondsLeft: undefined,
    losses: rewindHistory(state.losses, ({ epoch }) => epoch <= backTo),
    recalls,
    recall: recalls.points.at(-1),
    warnings: [...state.warnings, divergenceText(event)].slice(-warningLimit),
  };
}

function afterLoss(state: RunState, event: LostEvent): RunState {
  const ended = { ...state, secondsLeft: undefined };
  if (event.cancelled) return { ...ended, status: 'cancelled' };
  const { code, lastWords } = event;
  return { ...ended, status: 'failed', failure: { code, parameters: { lastWords } } };
}
