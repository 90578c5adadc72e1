import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { build } from 'esbuild';
import { formatQuestions } from '../../../../src/core/dataset/questionsFile.ts';
import type { DatasetQuery } from '../../../../src/core/pages/datasetMessages.ts';
import { DatasetTableThread } from '../../../../src/host/threads/datasetTableThread.ts';
import { predictionOf, questionOf } from '../../core/evaluation/askings.ts';

const head = '{"v":1,"base":"b","adapter":"a","dtype":"fp32","batchSize":1,"questionsSha256":""}';
const questions = [1, 2, 3].map((phrasing) => questionOf('11953', { phrasing }));
const query: DatasetQuery = { marks: 'all', text: '' };

describe('the table of a dataset in its thread', () => {
  let folder: string;
  let thread: DatasetTableThread;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dataset-table-'));
    const script = join(folder, 'worker.cjs');
    await build({
      entryPoints: ['src/host/threads/datasetTableWorker.ts'],
      outfile: script,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      logLevel: 'silent',
    });
    thread = new DatasetTableThread(script);
    const run = join(folder, 'run');
    await mkdir(run);
    const request = JSON.parse(await readFile('test/fixtures/run.json', 'utf8')) as object;
    await writeFile(join(run, 'run.json'), JSON.stringify(request));
    await writeFile(join(run, 'questions.jsonl'), formatQuestions(questions));
    const lines = questions.map((question, at) =>
      JSON.stringify(predictionOf(question, at === 1 ? '17' : '11953')),
    );
    await writeFile(join(run, 'predictions.jsonl'), `${[head, ...lines].join('\n')}\n`);
  });
  after(async () => {
    thread.dispose();
    await rm(folder, { recursive: true });
  });

  it('reads a text, and shows the answers of a run beside it', async () => {
    const read = await thread.ask('read', formatQuestions(questions));
    assert.deepEqual([read.questions, read.answered], [3, 0]);
    await thread.ask('problems', [[0, 'error']]);
    const run = { runFolder: join(folder, 'run'), skewLimit: undefined };
    const counts = await thread.ask('answered', run);
    assert.deepEqual([counts.answered, counts.missed], [3, 1]);
    const { rows, counts: marked } = await thread.ask('rows', { query, start: 0, count: 9 });
    assert.deepEqual(marked, { all: 3, missed: 1, problems: 1 });
    assert.deepEqual(
      rows.map(({ id }) => id),
      ['group BC Lara', 'bc-lara/runs/2', 'bc-lara/runs/1', 'bc-lara/runs/3'],
    );
    assert.equal((await thread.ask('details', { id: 'bc-lara/runs/3', line: 2 }))?.row.line, 2);
    assert.equal(await thread.ask('details', { id: 'gone', line: 2 }), undefined);
  });

  it('keeps the answers when the text is read anew, and shows none of a run it cannot read', async () => {
    const read = await thread.ask('read', formatQuestions(questions.slice(1)));
    assert.deepEqual([read.questions, read.answered, read.missed], [2, 2, 1]);
    const broken = { runFolder: join(folder, 'nothing'), skewLimit: undefined };
    assert.equal((await thread.ask('answered', broken)).answered, 0);
    assert.equal((await thread.ask('answered', null)).answered, 0);
  });

  it('a request to a closed table is refused as closed', async () => {
    const asked = thread.ask('rows', { query, start: 0, count: 1 });
    thread.dispose();
    await assert.rejects(asked, /This dataset has been closed/);
  });
});
