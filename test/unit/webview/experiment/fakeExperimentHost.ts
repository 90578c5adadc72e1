import { say } from '../../../../src/core/common/sentence.ts';
import { answerRequest, type RequestHandlers } from '../../../../src/core/pages/answerRequest.ts';
import type {
  ExperimentPicture,
  ExperimentRequests,
  ExperimentRun,
} from '../../../../src/core/pages/experimentMessages.ts';

/**
 * VS Code's side of an experiment's page, in the page itself: a grid of rank by layers with three seeds, or
 * `?runs=N` runs of ten ranks by ten rates, of which `?finished=N` have; `?groups` of layers go by a word of ours. Its figures are invented, and say that they are a sample.
 */
const parameters = new URLSearchParams(location.search);
const wanted = Number(parameters.get('runs') ?? 12);
const isLarge = wanted > 12;
const epochs = Number(parameters.get('epochs') ?? 30);

const dimensions = isLarge
  ? [
      { id: 'recipe.rank', name: 'rank', levels: levels(10) },
      { id: 'recipe.learningRate', name: 'learning rate', levels: levels(10) },
    ]
  : [
      { id: 'recipe.rank', name: 'rank', levels: [{ label: '8' }, { label: '64' }] },
      {
        id: 'recipe.targetModules',
        name: 'target modules',
        levels: parameters.has('groups')
          ? [{ label: say('attention only') }, { label: say('all linear') }]
          : [{ label: 'q, v' }, { label: 'all linear \u202e<b>' }],
      },
    ];

function levels(count: number): { readonly label: string }[] {
  return Array.from({ length: count }, (_, at) => ({ label: String(2 ** at) }));
}

const [rows = 1, columns = 1] = dimensions.map(({ levels: { length } }) => length);
const points = Array.from({ length: wanted }, (_, at) => {
  const cell = at % (rows * columns);
  const place = [Math.floor(cell / columns), cell % columns];
  const seed = 1 + Math.floor(at / (rows * columns));
  return { key: `p${at}`, at: place, seed, label: `sample ${place.join('/')}, seed ${seed}` };
});

let state: ExperimentPicture['state'] = 'running';
let finished = Number(parameters.get('finished') ?? (isLarge ? wanted : 9));

const runs = (): ExperimentRun[] =>
  points.slice(0, finished + 1).map(({ key, at: [row = 0, column = 0], seed }, index) => {
    const share = Math.min(1, 0.3 + (0.6 * column) / (columns - 1) + 0.02 * seed);
    const isOver = index < finished;
    return {
      point: key,
      id: `20261123-0300${String(index).padStart(2, '0')}-sample`,
      runFolder: `/runs/${key}`,
      status: isOver ? 'finished' : 'running',
      values: isOver
        ? { trained: 1, 'held-out': share, seconds: 20 + 3 * row, memory: 2 ** 30 + row * 2 ** 27 }
        : {},
      curve: Array.from({ length: epochs }, (_, epoch) => [
        epoch,
        1 - Math.exp(-epoch / (4 + row)),
      ]),
    };
  });

const asked: unknown[] = [];
const noted = (what: unknown): null => {
  asked.push(what);
  return null;
};

const answers: RequestHandlers<ExperimentRequests> = {
  open: () => ({
    folder: '/experiments/sample',
    title: 'Sample: capacity',
    about: ['Is it the rank, or which layers have an adapter?', 'Base: a sample.'],
    grid: { dimensions, points },
    runs: runs(),
    metrics: ['trained', 'held-out', 'seconds', 'memory'],
    seeds: 3,
    state,
    problems: state === 'stopped' ? ['box is not used: it has no Python.'] : [],
  }),
  conclude: ({ metric }) => ({
    effects: [
      {
        change: 'rank 64 instead of 8',
        difference: `−0.9 points (${metric})`,
        interval: '[−1.5, +0.1]',
        isClear: false,
        runs: 10,
        planned: 12,
      },
      {
        change: 'all linear \u202e instead of q, v',
        difference: '+58.0 points',
        interval: '[+55.0, +61.0]',
        isClear: true,
        runs: 12,
        planned: 12,
      },
    ],
    interactions: [],
    method: 'A sample.',
  }),
  control: noted,
  showRun: noted,
  compare: noted,
  save: noted,
};

const post = (message: unknown): void => {
  window.postMessage(message);
};
const kept = `state of ${location.search}`;
const api = {
  postMessage: (message: unknown): void => {
    void answerRequest(message, answers, console.error).then(post);
  },
  getState: (): unknown => JSON.parse(sessionStorage.getItem(kept) ?? 'null') ?? undefined,
  setState: (value: unknown): void => {
    sessionStorage.setItem(kept, JSON.stringify(value));
  },
};
const probe = {
  asked,
  finish: (next: ExperimentPicture['state']) => {
    state = next;
    finished = wanted;
    post({ type: 'changed' });
  },
};
Object.assign(globalThis, { acquireVsCodeApi: () => api, probe });
