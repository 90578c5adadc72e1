import { answerRequest, type RequestHandlers } from '../../../../src/core/pages/answerRequest.ts';
import { formatQuestions } from '../../../../src/core/dataset/questionsFile.ts';
import type { Question } from '../../../../src/core/dataset/question.ts';
import { evaluate } from '../../../../src/core/evaluation/evaluation.ts';
import { DatasetTable } from '../../../../src/core/pages/datasetTable.ts';
import type { DatasetRequests } from '../../../../src/core/pages/datasetMessages.ts';
import { addedLine, editedLine, phrasingLine } from '../../../../src/core/pages/editLine.ts';
import { predictionOf, questionOf } from '../../core/evaluation/askings.ts';

/**
 * VS Code's side of the dataset's page, in the page itself: a text of questions that is edited as the
 * document is. `?questions=N` sets their number, `?locked=1` opens it read-only, `?answers=none` has no
 * run, `?kind=hostile` has hostile texts and lines that are no question.
 */
const parameters = new URLSearchParams(location.search);
const count = Number(parameters.get('questions') ?? 2700);
const isHostile = parameters.get('kind') === 'hostile';
let isLocked = parameters.has('locked');

const statistics = ['runs', 'matches', 'hundreds'];
const names = ['A Ashdown', 'B Birch', 'C Coppice', 'D Dell', 'E Elm'];
const hostile = ['<img src=x onerror="window.harmed = true">', '\u202E1195', '9'.repeat(5000)];

function questionAt(at: number): Question {
  const fact = Math.floor(at / 4);
  const player = Math.floor(fact / statistics.length);
  const statistic = statistics[fact % statistics.length] ?? '';
  const round = Math.floor(player / names.length);
  const entity = `${names[player % names.length] ?? ''}${round > 0 ? ` ${round}` : ''}`;
  const phrasing = (at % 4) + 1;
  return questionOf(isHostile ? (hostile[at % 3] ?? '') : String(100 + fact), {
    ...{ entity, statistic, phrasing, split: phrasing === 4 ? 'phrasing' : 'train' },
    asked: `Phrasing ${phrasing}: how many ${statistic} of ${entity}?`,
  });
}
const questions = Array.from({ length: count }, (_, at) => questionAt(at));
let lines = formatQuestions(questions).trimEnd().split('\n');
if (isHostile) lines.splice(1, 0, '{"<b>": ', '[]');
const { rows } = evaluate(
  questions,
  questions.map((question, at) =>
    predictionOf(
      question,
      at % 11 === 5 ? `${question.completion[0].content}7` : question.completion[0].content,
    ),
  ),
);

let table = new DatasetTable('');
function read(): void {
  table = new DatasetTable(lines.join('\n'));
  if (parameters.get('answers') !== 'none') table.answers = rows;
  table.problems = new Map(count > 2 ? [[2, 'warning']] : []);
}
read();
const tell = (message: unknown): void => {
  window.postMessage(message);
};
const change = (...edited: readonly string[]): null => {
  lines = [...edited];
  read();
  setTimeout(() => {
    tell({ type: 'changed' });
  });
  return null;
};

const probe = { opened: [] as string[], lines: () => lines };
const kept = `state of ${location.search}`;
const answers: RequestHandlers<DatasetRequests> = {
  open: () => ({
    ...table.counts(),
    ...{ name: 'few', isLocked },
    ...(parameters.get('answers') !== 'none' && { run: 'recall · few, 20261123-030000' }),
  }),
  rows: (wanted) => table.rows(wanted),
  details: (place) => {
    const found = table.details(place);
    if (found === undefined) return null;
    const golden = found.row.kind === 'question' ? found.row.golden : '';
    return {
      ...found,
      problems:
        found.row.line === 2
          ? [{ severity: 'warning', message: 'line 1 asks the same', fix: 'Remove this line' }]
          : [],
      history: [{ label: 'recall · few, 20261121', output: '4711', isExact: false }],
      prompt: {
        text: `<|im_start|>user\n${found.row.kind === 'question' ? found.row.question : ''}<|im_end|>\n<|im_start|>assistant\n`,
        tokens: 38,
        answer: [...Array.from(golden.slice(0, 12)), '<|im_end|>'],
        comesBack: true,
      },
    };
  },
  edit: ({ line, ...texts }) =>
    change(...lines.map((text, at) => (at === line ? editedLine(text, texts) : text))),
  add: ({ beside, ...texts }) => {
    if (beside === null) return change(...lines, addedLine(table.freeId('added-'), texts));
    const found = table.details(beside);
    const last = found?.phrasings.at(-1);
    if (last === undefined) throw new Error('no such line');
    const id = table.freeId(`${last.fact}/`);
    const added = phrasingLine(lines[last.line] ?? '', {
      id,
      phrasing: last.phrasing + 1,
      ...texts,
    });
    return change(...lines.slice(0, last.line + 1), added, ...lines.slice(last.line + 1));
  },
  exclude: ({ line }) => change(...lines.filter((_, at) => at !== line)),
  fix: ({ line }) => change(...lines.filter((_, at) => at !== line)),
  unlock: () => {
    isLocked = false;
    return change(...lines);
  },
  openLine: ({ id }) => {
    probe.opened.push(`line of ${id}`);
    return null;
  },
  showEvaluation: ({ fact }) => {
    probe.opened.push(`evaluation of ${fact}`);
    return null;
  },
};
const api = {
  postMessage: (message: unknown): void => {
    void answerRequest(message, answers, console.error).then(tell);
  },
  getState: (): unknown => JSON.parse(sessionStorage.getItem(kept) ?? 'null') ?? undefined,
  setState: (state: unknown): void => {
    sessionStorage.setItem(kept, JSON.stringify(state));
  },
};
Object.assign(globalThis, { acquireVsCodeApi: () => api, probe });
