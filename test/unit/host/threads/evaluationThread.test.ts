import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { after, afterEach, before, describe, it } from 'node:test';
import { build } from 'esbuild';
import { emptyQuery, type Query } from '../../../../src/core/evaluation/query.ts';
import type { Question } from '../../../../src/core/dataset/question.ts';
import { formatQuestions } from '../../../../src/core/dataset/questionsFile.ts';
import { UserError } from '../../../../src/core/common/userError.ts';
import { EvaluationThread } from '../../../../src/host/threads/evaluationThread.ts';
import { predictionOf, questionOf } from '../../core/evaluation/askings.ts';

const head = '{"v":1,"base":"b","adapter":"a","dtype":"fp32","batchSize":1,"questionsSha256":""}';
const table = 'Player,Runs\nA,100\nB,"1,200"\n';
const questions = ['A', 'B'].flatMap((entity, at) =>
  [1, 2].map((phrasing) => ({
    ...questionOf(['100', '1,200'][at] ?? '', { entity, phrasing }),
    prompt: [{ role: 'user' as const, content: `Wording ${phrasing}: runs of ${entity}?` }],
    source: { row: at + 1, column: 'Runs' },
  })),
);
const outputs = ['100', '100', '1,200', '1,500'];

describe('an evaluation in its thread', () => {
  let folder: string;
  let script: string;
  const threads: EvaluationThread[] = [];
  const patience = 2000;
  const open = (run: string, more: object = {}): EvaluationThread => {
    const thread = new EvaluationThread(
      { runFolder: join(folder, run), ...more },
      script,
      patience,
    );
    threads.push(thread);
    return thread;
  };

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'evaluation-thread-'));
    script = join(folder, 'worker.cjs');
    await build({
      entryPoints: ['src/host/threads/evaluationWorker.ts'],
      outfile: script,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      logLevel: 'silent',
    });
    await writeRun('small', questions, outputs);
  });
  afterEach(() => {
    for (const thread of threads.splice(0)) thread.dispose();
  });
  after(() => rm(folder, { recursive: true }));

  async function writeRun(
    name: string,
    asked: readonly Question[],
    said: readonly string[],
  ): Promise<void> {
    const run = join(folder, name);
    await mkdir(run, { recursive: true });
    const fixture = await readFile(join('test', 'fixtures', 'run.json'), 'utf8');
    await writeFile(join(run, 'run.json'), fixture);
    await writeFile(join(run, 'questions.jsonl'), formatQuestions(asked));
    const lines = asked.map((question, at) =>
      JSON.stringify(predictionOf(question, said[at] ?? '')),
    );
    await writeFile(join(run, 'predictions.jsonl'), [head, ...lines, ''].join('\n'));
  }

  it('colours the table, and says of a cell what was asked about it', async () => {
    const thread = open('small');
    const drawing = await thread.heatMap(table);
    const cells = (places: Uint32Array) =>
      Array.from({ length: places.length / 2 }, (_, at) =>
        table.slice(places[2 * at], places[2 * at + 1]),
      );
    assert.deepEqual(cells(drawing.all), ['100']);
    assert.deepEqual(cells(drawing.some), ['"1,200"']);
    assert.deepEqual([drawing.none.length, drawing.stale.length], [0, 0]);
    const cell = await thread.heatCell(table.indexOf('1,200'));
    assert.equal(cell?.entity, 'B');
    assert.deepEqual([cell.recalled, cell.rows.length], [1, 2]);
    assert.equal(await thread.heatCell(0), undefined);
    assert.equal((await thread.heatMap(table.replace('100', '101'))).stale.length, 2);
  });

  it('finds questions by id and by their words', async () => {
    const thread = open('small');
    assert.equal((await thread.row('b/runs/2'))?.output, '1,500');
    assert.equal(await thread.row('nobody/runs/1'), undefined);
    assert.equal((await thread.asked('Wording 2: runs of B?'))?.id, 'b/runs/2');
    assert.equal(await thread.asked('Wording 3: runs of B?'), undefined);
    assert.deepEqual(await thread.suggestions(2), [
      'Wording 1: runs of A?',
      'Wording 2: runs of A?',
    ]);
  });

  it('writes what is shown to a file, and says where that cannot be', async () => {
    const thread = open('small');
    const query: Query = { ...emptyQuery, marks: 'failures' };
    const wanted = { query, columns: ['output', 'golden'] as const, format: 'CSV' as const };
    const path = join(folder, 'rows.csv');
    await thread.exportTo({ ...wanted, path });
    const text = await readFile(path, 'utf8');
    assert.equal(text, 'output,golden\n"1,500","1,200"\n');
    assert.equal(await thread.exported(wanted), text);
    await assert.rejects(thread.exportTo({ ...wanted, path: folder }), /EISDIR/);
  });

  it('scores by the limit that it is given, without asking again', async () => {
    const verdict = async (skewLimit: number) =>
      (await open('small', { skewLimit }).row('b/runs/2'))?.verdict;
    assert.equal(await verdict(0.15), 'hallucinated');
    assert.equal(await verdict(0.3), 'skewed');
  });

  it('gives tests page by page with their lines, only misses where there are too many', async () => {
    const many = Array.from({ length: 12_000 }, (_, at) => ({
      ...questionOf(String(at), { entity: `P${at}` }),
      source: { row: at + 1, column: 'Runs' },
    }));
    await writeRun(
      'many',
      many,
      many.map((_, at) => (at % 8 === 3 ? 'no' : String(at))),
    );
    const thread = open('many');
    const first = await thread.tests(0);
    assert.deepEqual([first.shown, first.questions, first.tests.length], [1500, 12_000, 1000]);
    assert.deepEqual([first.tests[1]?.line, first.tests[1]?.verdict], [11, 'malformed']);
    assert.equal((await thread.tests(1000)).tests.at(-1)?.line, 11_995);
    const all = await open('small').tests(0);
    assert.deepEqual(
      all.tests.map(({ line, verdict }) => [line, verdict]),
      [
        [0, 'exact'],
        [1, 'exact'],
        [2, 'exact'],
        [3, 'hallucinated'],
      ],
    );
  });

  it('says what people can do where there is nothing to show', async () => {
    await mkdir(join(folder, 'half'), { recursive: true });
    await assert.rejects(open('half').summary(), UserError);
    await writeFile(
      join(folder, 'half', 'run.json'),
      await readFile(join('test', 'fixtures', 'run.json'), 'utf8'),
    );
    await assert.rejects(open('half').tests(0), /has no answers yet/);
    await assert.rejects(open('half').row('a'), /has no answers yet/);
  });

  it('gives up a regular expression without end; the caller never waits for it', async () => {
    const endless = { text: '(.*.*.*.*.*.*.*.*)*nowhere', regularExpression: true };
    await writeRun(
      'endless',
      questions,
      questions.map(() => 'x'.repeat(60)),
    );
    const thread = open('endless');
    const query: Query = { ...emptyQuery, search: endless };
    await thread.summary();
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    await assert.rejects(thread.rows({ query, start: 0, count: 1 }), (error) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, /takes too long/);
      return true;
    });
    delay.disable();
    // Of a busy machine's schedule, not of the expression, which goes on until it is given up.
    assert.ok(delay.max / 1e6 < patience / 2);
    assert.equal((await thread.summary()).questions, 4);
  });
});
