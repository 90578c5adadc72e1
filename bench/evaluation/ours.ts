import { rm, writeFile } from 'node:fs/promises';
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { RowsRequest } from '../../src/core/pages/evaluationMessages.ts';
import { emptyQuery, type Query } from '../../src/core/evaluation/query.ts';
import { EvaluationThread } from '../../src/host/threads/evaluationThread.ts';
import run from '../../test/fixtures/run.json';

/**
 * An evaluation of so many rows in a run folder, opened and queried as the extension does it: in the
 * thread, while this one stands for the extension host, whose event loop is watched.
 */
const [script = '', folder = '', count = '1000000'] = process.argv.slice(2);
const statistics = ['runs', 'highest-score', 'average', 'hundreds', 'ducks', 'span'];

await writeRun(Number(count));
const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();
const thread = new EvaluationThread({ runFolder: folder }, script);
const found: Record<string, number> = {};
const timed = async (name: string, work: () => Promise<unknown>): Promise<void> => {
  const started = performance.now();
  await work();
  found[name] = performance.now() - started;
};
const rows = (part: Partial<Query>): Promise<unknown> => {
  const request: RowsRequest = { query: { ...emptyQuery, ...part }, start: 0, count: 100 };
  return thread.rows(request);
};
await timed('opened', () => thread.summary());
await timed('first rows', () => rows({}));
await timed('details of a row, first time', () => thread.details('player-30000/average/2'));
await timed('filtered to failures', () => rows({ marks: 'failures' }));
await timed('filtered to a statistic', () => rows({ statistics: ['average'] }));
for (const column of ['question', 'golden', 'output', 'logprob', 'verdict'] as const) {
  await timed(`sorted by ${column}, first time`, () =>
    rows({ sort: { column, descending: false } }),
  );
  await timed(`sorted by ${column}, again`, () => rows({ sort: { column, descending: true } }));
}
const search = (text: string, regularExpression = false) => ({
  search: { text, regularExpression },
});
await timed('searched, first time', () => rows(search('player 77')));
await timed('searched, again', () => rows(search('player 78')));
await timed('searched by expression', () => rows(search('^1\\d{3}$', true)));
delay.disable();
const memory = process.memoryUsage().rss / 2 ** 20;
console.log(JSON.stringify({ found, memory, blockedMs: delay.max / 1e6 }));
thread.dispose();

async function writeRun(rowsWanted: number): Promise<void> {
  let seed = 7;
  const next = (below: number): number =>
    Math.floor(((seed = (seed * 1664525 + 1013904223) % 4294967296) / 4294967296) * below);
  const questions = createWriteStream(join(folder, 'questions.jsonl'));
  const predictions = createWriteStream(join(folder, 'predictions.jsonl'));
  predictions.write(
    `${JSON.stringify({ v: 1, base: 'b', adapter: 'adapter', dtype: 'fp32', batchSize: 1, questionsSha256: run.questions.sha256 })}\n`,
  );
  for (let from = 0; from < rowsWanted; from += 10_000) {
    let asked = '';
    let said = '';
    for (let at = from; at < Math.min(rowsWanted, from + 10_000); at++) {
      const entity = `Player ${Math.floor(at / 24)}`;
      const statistic = statistics[Math.floor(at / 4) % 6] ?? '';
      const fact = `player-${Math.floor(at / 24)}/${statistic}`;
      const phrasing = (at % 4) + 1;
      const golden = String(1000 + ((Math.floor(at / 4) * 7919) % 20_000));
      const output = next(10) === 0 ? String(1000 + next(20_000)) : golden;
      const question = {
        id: `${fact}/${phrasing}`,
        prompt: [
          { role: 'user', content: `What is the ${statistic} of ${entity}, wording ${phrasing}?` },
        ],
        completion: [{ role: 'assistant', content: golden }],
        fact,
        entity,
        statistic,
        phrasing,
        split: phrasing === 4 ? 'phrasing' : 'train',
        source: { row: 1, column: statistic },
      };
      asked += `${JSON.stringify(question)}\n`;
      said += `${JSON.stringify({ id: question.id, output, stopped: true, logprob: -next(600) / 100 })}\n`;
    }
    if (!questions.write(asked)) await once(questions, 'drain');
    if (!predictions.write(said)) await once(predictions, 'drain');
  }
  await Promise.all([questions, predictions].map((file) => once(file.end(), 'close')));
  await rm(join(folder, 'evaluation.json'), { force: true });
  await writeFile(join(folder, 'run.json'), JSON.stringify(run));
}
