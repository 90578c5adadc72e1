import { answerRequest, type RequestHandlers } from '../../../../src/core/pages/answerRequest.ts';
import { compareRows } from '../../../../src/core/evaluation/comparison.ts';
import { evaluate } from '../../../../src/core/evaluation/evaluation.ts';
import { exportRows } from '../../../../src/core/pages/exportRows.ts';
import type { Prediction } from '../../../../src/core/evaluation/prediction.ts';
import type { Question } from '../../../../src/core/dataset/question.ts';
import { summarize } from '../../../../src/core/pages/summarize.ts';
import { createRowWindows } from '../../../../src/core/pages/rowWindows.ts';
import { predictionOf, questionOf } from '../../core/evaluation/askings.ts';

/**
 * VS Code's side of the page, in the page itself: answers from the real evaluation and query code
 * over invented players. `?questions=N` sets the number of questions, `?times=N` repeats their
 * rows, `?recall=0.9` sets the share of exact answers, `?kind=nothing` has no evaluation,
 * `?kind=hostile` has hostile outputs,
 * `?kind=look-up` is of a base with look-up.
 */
const parameters = new URLSearchParams(location.search);
const count = Number(parameters.get('questions') ?? 3600);
const times = Number(parameters.get('times') ?? 1);
const recall = Number(parameters.get('recall') ?? 0.9);

const statistics = ['runs', 'highest-score', 'average', 'span', 'hundreds', 'ducks'];
const names = ['A Ashdown', 'B Birch', 'C Coppice', 'D Dell', 'E Elm', 'F Furze', 'G Gorse'];

/** The same numbers on every run (a linear congruential generator), so that tests can name rows. */
let seed = 7;
function chance(): number {
  seed = (seed * 1664525 + 1013904223) % 4294967296;
  return seed / 4294967296;
}
const whole = (below: number): number => Math.floor(chance() * below);

function answerFor(statistic: string): string {
  switch (statistic) {
    case 'average':
      return (25 + chance() * 40).toFixed(2);
    case 'span': {
      const year = 1950 + whole(50);
      return `${year}–${year + 5 + whole(15)}`;
    }
    case 'highest-score':
      return `${100 + whole(250)}${chance() < 0.3 ? '*' : ''}`;
    case 'runs':
      return String(3000 + whole(9000));
    default:
      return String(whole(40));
  }
}

const hostile = [
  '<img src=x onerror="window.harmed = true">',
  '\u202E1195\u0000\u001b[31m',
  'مئة وعشرون',
  '9'.repeat(100_000),
  'line one\nline two\tand more',
  '👩‍👩‍👧 11953',
];

function outputFor(golden: string, statistic: string): string {
  if (parameters.get('kind') === 'hostile') return hostile[whole(hostile.length)] ?? '';
  const drawn = chance();
  if (drawn < recall) return golden;
  if (drawn < recall + (1 - recall) * 0.7) return answerFor(statistic);
  if (drawn < recall + (1 - recall) * 0.8) return `${golden} and`;
  if (drawn < recall + (1 - recall) * 0.9) return golden.replace('–', '-');
  return drawn < 0.99 ? 'not known' : '';
}

function asking(): { questions: Question[]; predictions: Prediction[] } {
  const questions: Question[] = [];
  const predictions: Prediction[] = [];
  let golden = '';
  for (let at = 0; at < count; at++) {
    const fact = Math.floor(at / 4);
    const statistic = statistics[fact % statistics.length] ?? '';
    const player = Math.floor(fact / statistics.length);
    const round = Math.floor(player / names.length);
    const entity = `${names[player % names.length] ?? ''}${round > 0 ? ` ${round}` : ''}`;
    const phrasing = (at % 4) + 1;
    if (phrasing === 1) golden = answerFor(statistic);
    const asked = `What is the ${statistic.replace('-', ' ')} of ${entity} in Test cricket?`;
    const split = phrasing === 4 ? 'phrasing' : 'train';
    const question = questionOf(golden, { entity, statistic, phrasing, split, asked });
    questions.push(question);
    const output = outputFor(golden, statistic);
    const outputLogprob = output === golden ? -0.1 / (1 + (at % 10)) : -0.09 - (at % 7) / 4;
    predictions.push({ ...predictionOf(question, output, -chance() * 6), outputLogprob });
  }
  return { questions, predictions };
}

interface Probe {
  /** Ids that the page asked to open. */
  readonly opened: string[];
  /** Tells the page that the run was evaluated again. */
  change(): void;
  showFact(fact: string): void;
}

const { questions, predictions } = asking();
const evaluation = evaluate(questions, predictions);
const alone = createRowWindows(
  times === 1 ? evaluation.rows : Array.from({ length: times }, () => [...evaluation.rows]).flat(),
);
const other = {
  runFolder: '/runs/earlier',
  label: '20261122-020000-baseline',
  effort: { questions: 3600, seconds: 18, promptTokens: 154_800 },
};
let compared: ReturnType<typeof compareWithEarlier> | undefined;
const windowsNow = () => compared?.windows ?? alone;

/** An earlier evaluation, with every seventh question missed. */
function compareWithEarlier() {
  const { rows } = evaluate(
    questions,
    predictions.map((prediction, at) =>
      at % 7 === 3 ? { ...prediction, output: '17' } : prediction,
    ),
  );
  const comparison = compareRows(evaluation.rows, rows);
  return {
    windows: createRowWindows(evaluation.rows, comparison),
    told: {
      ...other,
      counts: comparison.counts,
      onlyBefore: comparison.onlyBefore,
    },
  };
}

const tell = (message: unknown): void => {
  window.postMessage(message);
};
const probe: Probe = {
  opened: [],
  change: () => {
    tell({ type: 'changed' });
  },
  showFact: (fact) => {
    tell({ type: 'showFact', fact });
  },
};
const kept = `state of ${location.search}`;
const api = {
  postMessage: (message: unknown): void => {
    const answered = answerRequest(
      message,
      {
        open: () =>
          parameters.get('kind') === 'nothing'
            ? {
                kind: 'nothing',
                runFolder: '/runs/sample',
                message: 'sample has no answers yet: they come when its training has finished.',
              }
            : {
                kind: 'evaluation',
                runFolder: '/runs/sample',
                summary: {
                  others: [other],
                  effort: { questions: 3600, seconds: 36, promptTokens: 630_000 },
                  ...(compared && { compared: compared.told }),
                  ...summarize(evaluation, {
                    run: '20261123-030000-recall',
                    base: 'Qwen/Qwen2.5-1.5B-Instruct',
                    adapter: parameters.get('kind') !== 'look-up',
                    lookUp: parameters.get('kind') === 'look-up',
                    notices:
                      parameters.get('kind') === 'notice'
                        ? ['3 questions without an answer, not counted below.']
                        : [],
                  }),
                },
              },
        rows: (request) => windowsNow().answer(request),
        openQuestion: ({ id, where }) => {
          probe.opened.push(where === 'line' ? id : `${where} of ${id}`);
          return null;
        },
        details: ({ id }) => windowsNow().details(id) ?? null,
        history: ({ id }) =>
          id === 'a-ashdown/runs/1'
            ? [{ label: 'recall · few, 20261121', output: '4711', isExact: false }]
            : [],
        compare: ({ runFolder }) => {
          compared = runFolder === null ? undefined : compareWithEarlier();
          setTimeout(() => {
            tell({ type: 'changed' });
          });
          return null;
        },
        compareRecipes: () => {
          probe.opened.push('recipes');
          return null;
        },
        exportRows: ({ query, columns, format, to }) => {
          probe.opened.push([...exportRows(windowsNow().all(query), columns, format)].join(''));
          return to === 'clipboard' ? `Copied as ${format}.` : 'Written.';
        },
      } satisfies RequestHandlers,
      console.error,
    );
    void answered.then(tell);
  },
  getState: (): unknown => JSON.parse(sessionStorage.getItem(kept) ?? 'null') ?? undefined,
  setState: (state: unknown): void => {
    sessionStorage.setItem(kept, JSON.stringify(state));
  },
};
Object.assign(globalThis, { acquireVsCodeApi: () => api, probe });
