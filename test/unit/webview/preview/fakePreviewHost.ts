import { knowingQuestionsOf } from '../../../../src/core/knowing/knowingTable.ts';
import phrasingsFile from '../../../../data/phrasings.json';
import { PreviewMaker } from '../../../../src/core/dataset/datasetPreview.ts';
import { parsePhrasings } from '../../../../src/core/dataset/phrasings.ts';
import type {
  PreviewAnswer,
  PreviewOption,
  PreviewOptions,
} from '../../../../src/core/pages/previewMessages.ts';
import { QuestionMaker } from '../../../../src/core/dataset/questionMaker.ts';
import { parseTable } from '../../../../src/core/table/table.ts';

/** VS Code's side of the preview, in the page itself: looks at a table of 40 players as the host does. */
const phrasings = parsePhrasings(JSON.stringify(phrasingsFile), 'phrasings.json');
/** `rows` of the query, 40 where absent; `long` for a name that fits no line. */
const query = new URLSearchParams(location.search);
const count = Number(query.get('rows') ?? 40);
const longName = query.has('long') ? ` of ${'Bexley-upon-Novi '.repeat(12)}${'x'.repeat(120)}` : '';
const text = [
  'Player,Team,Span,Mat,Inns,NO,Runs,HS,Ave,Home Ground',
  ...Array.from({ length: count }, (_, n) => {
    const runs = 1000 + 97 * n;
    const name = n === 39 ? 'Player <b>38</b>' : `Player ${n}${n === 1 ? longName : ''}`;
    return `${name},${n % 2 ? 'ENG' : 'AUS'},1990-${2000 + (n % 9)},${20 + n},${40 + n},2,${runs},${90 + n}*,${(Math.floor((runs * 100) / (38 + n)) / 100).toFixed(2)},${n === 3 ? '-' : 'Town'}`;
  }),
  ...(query.has('rows')
    ? []
    : ['A Ward,ENG,1990-1999,9,9,0,90,30,10.00,X', 'A Ward,AUS,1990-1999,9,9,0,91,30,10.11,Y']),
].join('\n');

let options: PreviewOptions = {
  statistics: null,
  key: null,
  domain: 'auto',
  format: '',
  headerLine: null,
  columns: null,
  entityColumn: '',
  tellApart: [],
  rows: {},
  phrasings: null,
  phrasingsPerFact: null,
  heldPhrasings: null,
  heldFacts: 0,
  unknown: 0,
  otherWays: 0,
  seed: 42,
  answers: 'as written',
  encoding: null,
  delimiter: null,
};
const defaults = options;
const probe = { asked: [] as unknown[], looks: 0 };
const { asked } = probe;

function look(): PreviewAnswer {
  const { statistics, entityColumn, tellApart, rows, phrasingsPerFact, heldPhrasings } = options;
  const { key, domain, format, headerLine, columns } = options;
  const table = parseTable(text, {
    name: 'players.csv',
    key: key ?? undefined,
    domain: domain === 'auto' ? undefined : domain,
    format: format || undefined,
    headerLine: headerLine ?? undefined,
    columns: columns ?? undefined,
    tellApart,
    filter: rows.filter,
    entityColumn: entityColumn || undefined,
  });
  const maker = new QuestionMaker(table, phrasings, {
    statistics: statistics ?? undefined,
    phrasingsPerFact: phrasingsPerFact ?? undefined,
    heldPhrasings: heldPhrasings ?? undefined,
    heldFacts: options.heldFacts,
    seed: options.seed,
    unknown: options.unknown ?? 'auto',
    otherWays: options.otherWays,
    answers: options.answers === 'thousands' ? 'thousands' : 'as written',
    top: rows.top,
  });
  for (const survey of maker.surveys) table.rows.forEach(survey);
  const made = new PreviewMaker(table, maker, knowingQuestionsOf(table, phrasings, maker.options));
  for (const row of table.rows) made.add(row);
  const preview = made.preview({ encoding: 'utf-8', delimiter: ',' });
  const job = {
    base: 'embedded',
    preset: 'recall',
    batchSize: 32,
    epochs: 60,
    steps: 1500,
    duration: 'about 2 minutes',
    longest: 'about 12 minutes',
    device: 'a processor of some eight cores',
    tokens: { mean: 31, most: 44 },
  };
  return { kind: 'preview', preview, options, job };
}

function answer(): PreviewAnswer {
  try {
    return look();
  } catch (error) {
    return { kind: 'failed', message: (error as Error).message, options };
  }
}

interface Request {
  readonly number: number;
  readonly name: string;
  readonly parameters: { readonly option: PreviewOption; readonly value: unknown } | null;
}

const api = {
  postMessage: ({ number, name, parameters }: Request): void => {
    if (name === 'preview') probe.looks++;
    if (name !== 'open' && name !== 'preview') asked.push({ type: name, ...parameters });
    if (parameters) {
      const { option, value } = parameters;
      options = { ...options, [option]: value ?? defaults[option] };
    }
    const value =
      name === 'open' ? { table: 'file:///players.csv' } : name === 'preview' ? answer() : null;
    window.postMessage({ type: 'answer', number, value });
    if (name === 'set') window.postMessage({ type: 'changed' });
  },
  setState: (): void => undefined,
};
Object.assign(globalThis, { acquireVsCodeApi: () => api, probe });
