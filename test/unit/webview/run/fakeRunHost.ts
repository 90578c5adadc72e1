import '../../../../webview/common/takeTexts.ts';
import * as l10n from '@vscode/l10n';
import { answerRequest } from '../../../../src/core/pages/answerRequest.ts';
import type { AskAnswer, AskRequests } from '../../../../src/core/pages/askMessages.ts';
import type { RunEvent } from '../../../../src/core/run/events.ts';
import { adviceOnSideEffects, describeSideEffects } from '../../../../src/core/run/sideEffects.ts';
import { recipeValues } from '../../../../src/core/recipe/recipeValues.ts';
import { presets, type Recipe } from '../../../../src/core/recipe/recipe.ts';
import type { ChosenRun } from '../../../../src/core/pages/runDifferences.ts';
import type { RunLine, RunPicture } from '../../../../src/core/pages/runMessages.ts';
import { initialRunState, reduceRun, type RunState } from '../../../../src/core/run/runState.ts';
import recorded from '../../../fixtures/recorded-run.json';
import { eachSplit } from '../../../../src/core/dataset/question.ts';

/**
 * VS Code's side of the pages about runs, in the page itself: a run of 600 steps, or `?steps=N`, of
 * which `probe.advance` tells more; `?runs=N` lines in the table of runs. All that is invented says
 * that it is a sample; `?recorded=1` draws a run that was.
 */
const parameters = new URLSearchParams(location.search);
let seq = 0;
let state: RunState = initialRunState;

type Told<Event extends RunEvent = RunEvent> = Event extends RunEvent
  ? Omit<Event, 'v' | 'seq' | 'time'>
  : never;
function tell(event: Told): void {
  const time = '2026-11-23T03:00:00Z';
  state = reduceRun(state, { v: 1, seq: seq++, time, ...event });
}

const stepsPerEpoch = 20;
let steps = 0;
function advance(count: number): void {
  for (let at = 0; at < count; at++) {
    const step = ++steps;
    const epoch = step / stepsPerEpoch;
    tell({
      type: 'step',
      step,
      epoch,
      loss: 7 * Math.exp(-step / 70) + 0.0004 * (1 + Math.sin(step)),
      learningRate: 1e-3 * Math.min(1, step / 20),
      tokensPerSecond: 4200,
      secondsLeft: 600 - step / 2,
      memoryBytes: 3.2e9,
    });
    if (step % stepsPerEpoch === 0) {
      const recalled = Math.round(2700 / (1 + Math.exp(6 - epoch / 2)));
      tell({ type: 'recall', step, epoch, recalled, questions: 2700 });
    }
  }
}

tell({
  type: 'started',
  pid: 1,
  device: { type: 'cuda', name: 'Sample GPU', memoryBytes: 16e9 },
  dtype: 'fp16',
  versions: {},
  questions: { train: 2700, phrasing: 900, fact: 0 },
  epochs: 60,
  stepsPerEpoch,
  parameters: { base: 1.54e9, adapter: 18.5e6 },
  resolved: { alpha: 128, learningRate: 0.001 },
});
tell({ type: 'phase', phase: 'training' });
tell({ type: 'log', level: 'warning', message: 'generation_config.json asks for sampling.' });
const isRecorded = parameters.has('recorded');
if (!isRecorded) advance(Number(parameters.get('steps') ?? 600));

const recipe = { ...presets.recall, rank: 32 };
const recordedPicture = (): RunPicture => ({
  runFolder: '/runs/recorded',
  id: '20261128-200544-recall',
  name: '20261128-200544-recall',
  label: 'recall · test_batting',
  base: recorded.base,
  target: 'local',
  created: recorded.created,
  progress: '',
  state: (recorded.events as RunEvent[]).reduce(reduceRun, initialRunState),
  recipe: recipeValues({ ...presets.recall, ...(recorded.recipe as Partial<Recipe>) }),
  results: [],
  sideEffects: [],
});
const tally = (questions: number, exact: number) => ({ questions, exact, format: exact });
const answered = {
  totals: {
    ...eachSplit(() => tally(0, 0)),
    train: tally(2700, 2700),
    phrasing: tally(900, 866),
  },
  goesOnFrom: '20261122-020000-recall',
};
const sideEffects: RunPicture['sideEffects'] = [
  {
    ...{ id: 'facts/1', kind: 'facts', prompt: 'In which year did the Second World War end?' },
    ...{ base: 'The Second World War ended in 1945.', adapted: '1948-1963', verdict: 'broken' },
    good: false,
  },
  {
    ...{ id: 'code/1', kind: 'code', prompt: 'Write a line of Python that prints “hello”.' },
    ...{ base: 'print("hello")', adapted: "print('hello')", verdict: 'changed', good: true },
  },
  {
    ...{ id: 'facts/2', kind: 'facts', prompt: 'What is the capital of France?' },
    ...{ base: 'Paris', adapted: 'Paris', verdict: 'same', good: true },
  },
];
const effects = { probes: 200, same: 12, changed: 4, broken: 184, asGood: 2 };
const counts = { ...effects, perplexityBase: 17.01, perplexityAdapted: 231.4 };
const rehearsesNothing = {
  parameters: { base: 1.54e9, adapter: 18.5e6 },
  resolved: { rehearsal: 0, learningRate: 0.001 },
};
/** Once the page has its language. */
const results = (): RunPicture['results'] => [
  { title: 'Preflight', sentences: ['Sample GPU: the base is held in fp16, as a sample.'] },
  {
    title: l10n.t('Everything else'),
    sentences: [
      ...describeSideEffects(counts, l10n.t),
      adviceOnSideEffects(counts, rehearsesNothing, l10n.t) ?? '',
    ],
  },
  { title: 'Exports', sentences: ['model_int8.onnx CHANGES 14 of 3600 answers.'] },
];
const pictureNow = (): RunPicture => ({
  runFolder: '/runs/sample',
  id: '20261123-030000-recall',
  name: parameters.get('name') ?? '20261123-030000-recall',
  label: 'recall · test_batting',
  base: 'sample/base',
  target: 'local',
  created: '2026-11-23T03:00:00Z',
  progress: `epoch ${Math.floor(state.epoch)}/60`,
  state,
  recipe: recipeValues(recipe, state.started),
  ...(parameters.has('answered') && answered),
  results: parameters.has('answered') ? results() : [],
  sideEffects: parameters.has('answered') ? sideEffects : [],
});

const lines = Array.from({ length: Number(parameters.get('runs') ?? 3) }, (_, at): RunLine => ({
  runFolder: `/runs/${at}`,
  id: `20261123-03000${at}-recall`,
  name: at === 1 ? 'before training' : `20261123-03000${at}-recall`,
  label: at === 1 ? 'base alone' : 'recall · test_batting',
  status: at === 2 ? 'failed' : 'finished',
  created: `2026-11-23T03:00:0${at % 10}Z`,
  base: 'sample/base',
  preset: 'recall',
  rank: 16 * (at + 1),
  learningRate: 'auto',
  hasModel: at === 0,
  epochs: at * 10,
  ...(at === 2 ? {} : { train: at === 0 ? 1 : 0.004, phrasing: 0.9, format: 1, seconds: 200 }),
}));

const opened: Readonly<Record<string, () => unknown>> = {
  runs: () => lines,
  ask: () => ({
    runFolder: '/runs/sample',
    title: 'recall · test_batting',
    suggestions: ['How many runs did BC Lara make?'],
  }),
};
const asked: unknown[] = [];
const post = (message: unknown): void => {
  window.postMessage(message);
};
const answers = {
  open: () =>
    opened[parameters.get('entry') ?? 'run']?.() ?? (isRecorded ? recordedPicture() : pictureNow()),
  ask: ({ question }: AskRequests['ask']['parameters']): AskAnswer => ({
    question,
    adapter: {
      output: '11953',
      tokens: ['1', '1', '9', '5', '3', '<|im_end|>'].map((text, at) => ({
        text,
        probability: 1 - at / 50,
      })),
    },
    base: { output: '<b>104\u202e', tokens: [{ text: '<b>', probability: 0.2 }] },
    ...(question.includes('Lara') && { golden: '11953' }),
    parity: 'model.onnx gives all 3600 answers that the adapter gives (4.0 s).',
  }),
  chosen: ({ runFolders }: { readonly runFolders: readonly string[] }): ChosenRun[] =>
    runFolders.map((runFolder) => {
      const at = Number(runFolder.at(-1));
      const epochs = Array.from({ length: 30 }, (_, epoch) => epoch + 1);
      return {
        ...{ runFolder, name: lines[at]?.name ?? '', epochs },
        recall: epochs.map((epoch) => 1 / (1 + Math.exp(4 + at - epoch / 3))),
        values: { base: 'sample/base', preset: 'recall', rank: String(16 * (at + 1)) },
      };
    }),
  command: (what: unknown) => {
    asked.push(what);
    return null;
  },
  train: () => {
    asked.push('train');
    return null;
  },
  delete: (what: unknown) => {
    asked.push(what);
    return null;
  },
  compare: (what: unknown) => {
    asked.push(what);
    return null;
  },
};
const kept = `state of ${location.search}`;
const api = {
  postMessage: (message: unknown): void => {
    void answerRequest(message, answers, console.error).then(post);
  },
  getState: (): unknown => JSON.parse(sessionStorage.getItem(kept) ?? 'null') ?? undefined,
  setState: (state: unknown): void => {
    sessionStorage.setItem(kept, JSON.stringify(state));
  },
};
const probe = {
  asked,
  advance: (count: number) => {
    advance(count);
    post({ type: 'changed' });
  },
};
Object.assign(globalThis, { acquireVsCodeApi: () => api, probe });
