import { eachSplit } from '../../../../src/core/dataset/question.ts';
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { monitorEventLoopDelay, type IntervalHistogram } from 'node:perf_hooks';
import { UserError } from '../../../../src/core/common/userError.ts';
import type { GenerateProgress } from '../../../../src/host/dataset/generateDataset.ts';
import { formatQuestions } from '../../../../src/core/dataset/questionsFile.ts';
import { resolveBase } from '../../../../src/host/base/resolveBase.ts';
import { runInThread } from '../../../../src/host/threads/datasetThread.ts';
import { surveyQuestions } from '../../../../src/host/dataset/readQuestions.ts';
import { question } from '../run/fakeRun.ts';

const phrasingsPath = 'data/phrasings.json';
let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thread-'));
});
after(() => rm(folder, { recursive: true }));

async function bigTable(rows: number): Promise<string> {
  const tablePath = join(folder, 'big.csv');
  const lines = Array.from(
    { length: rows },
    (_, n) => `Player ${n.toString(36)},${n * 7},${n % 300}*`,
  );
  await writeFile(tablePath, `Player,Runs,HS\n${lines.join('\n')}\n`);
  return tablePath;
}

/**
 * 50 ms is what a person may have to wait. A machine that does other work too delays some turns further:
 * work of seconds in this thread would show in the longest, work in pieces in most.
 */
function isFree(delay: IntervalHistogram): void {
  const [usual, longest] = [delay.percentile(50) / 1e6, delay.percentile(99) / 1e6];
  assert.ok(usual < 50 && longest < 500, `${usual} ms, of 99 % at most ${longest} ms`);
}

describe('a thread of its own', () => {
  test('generates with progress, and leaves this one free', async () => {
    const tablePath = await bigTable(50_000);
    const progress: GenerateProgress[] = [];
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    const { dataset, questionsPath } = await runInThread('generate', {
      tablePath,
      phrasingsPath,
      onProgress: (one) => progress.push(one),
    });
    delay.disable();
    assert.equal(dataset.meta.counts.questions, 400_000);
    assert.match(await readFile(questionsPath, 'utf8'), /"player-0\/runs\/1"/);
    assert.ok(progress.length > 2);
    assert.ok(progress.every(({ share }) => share > 0 && share <= 1));
    isFree(delay);
  });

  test('stops when aborted, and the old files stay', async () => {
    const small = join(folder, 'big.csv');
    await writeFile(small, 'Player,Runs\nA,1\n');
    const { folder: dataset, questionsPath } = await runInThread('generate', {
      tablePath: small,
      phrasingsPath,
    });
    const old = await readFile(questionsPath, 'utf8');
    const tablePath = await bigTable(100_000);
    const aborter = new AbortController();
    await assert.rejects(
      runInThread('generate', {
        tablePath,
        phrasingsPath,
        signal: aborter.signal,
        onProgress: ({ phase }) => {
          if (phase === 'asking') aborter.abort();
        },
      }),
      { name: 'AbortError' },
    );
    assert.equal(await readFile(questionsPath, 'utf8'), old);
    assert.deepEqual((await readdir(dataset)).sort(), ['questions.jsonl', 'questions.meta.json']);
  });

  test('imports questions with progress without blocking this thread', async () => {
    const path = join(folder, 'other.jsonl');
    const lines = Array.from(
      { length: 100_000 },
      (_, n) => `{"prompt":"What is ${n}?","completion":"${n}"}\n`,
    );
    await writeFile(path, [...lines, '{"prompt":"And?"}\n', 'no JSON\n'].join(''));
    const shares: number[] = [];
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    const { questions, problemCount, problems, questionsPath } = await runInThread('import', {
      path,
      onProgress: ({ share }) => shares.push(share),
    });
    const survey = await surveyQuestions(questionsPath);
    delay.disable();
    assert.deepEqual([questions, problemCount], [100_000, 2]);
    assert.deepEqual(survey, { splits: { ...eachSplit(() => 0), train: 100_000 }, otherWays: 0 });
    assert.deepEqual(
      problems.map(({ line }) => line),
      [100_001, 100_002],
    );
    assert.ok(shares.length > 1 && shares.every((share) => share > 0 && share <= 1));
    isFree(delay);

    const old = await readFile(questionsPath, 'utf8');
    const aborter = new AbortController();
    const stopped = runInThread('import', {
      path,
      signal: aborter.signal,
      onProgress: () => {
        aborter.abort();
      },
    });
    await assert.rejects(stopped, { name: 'AbortError' });
    assert.equal(await readFile(questionsPath, 'utf8'), old);
  });

  test('lints with the base’s own tokenizer', async () => {
    const path = join(folder, 'lint.jsonl');
    const golden = (content: string) => ({
      ...question,
      id: content,
      prompt: [{ role: 'user' as const, content: `BC Lara’s ${content}?` }],
      completion: [{ role: 'assistant' as const, content }] as const,
    });
    const text = formatQuestions([golden('11953'), golden('1'.repeat(24)), golden('Jose\u0301')]);
    await writeFile(path, text.slice(0, text.indexOf('\n')));
    const base = await resolveBase('embedded', folder);
    const limits = { path, base, maxAnswerTokens: 24 };
    assert.deepEqual(await runInThread('lint', limits), []);
    assert.deepEqual(
      (await runInThread('lint', { ...limits, text })).map(({ line, code }) => [line, code]),
      [
        [2, 'golden-length'],
        [3, 'characters'],
      ],
    );
    await assert.rejects(runInThread('lint', { path: `${path}.none` }), UserError);
  });

  test('what is fit to be shown stays so', async () => {
    const tablePath = join(folder, 'none.csv');
    await assert.rejects(
      runInThread('preview', { tablePath, phrasingsPath }),
      (error) => error instanceof UserError && /There is no file .*none\.csv/.test(error.message),
    );
  });
});

test('a preview counts what generating would make, and shows ten of its questions', async () => {
  const tablePath = 'data/test_batting.csv';
  const preview = await runInThread('preview', { tablePath, phrasingsPath });
  assert.deepEqual(preview.counts.splits, { ...eachSplit(() => 0), train: 2700, phrasing: 900 });
  assert.equal(preview.samples.length, 10);
  assert.ok(new Set(preview.samples.map(({ entity }) => entity)).size === 10);
  assert.deepEqual(
    preview.columns
      .map(({ name, role, id, asked, kind }) => [name, role, id, asked, kind])
      .slice(0, 5),
    [
      ['Player', 'entity', undefined, false, 'text'],
      ['Team', 'other', 'team', false, 'text'],
      ['Span', 'statistic', 'span', true, 'span'],
      ['Mat', 'statistic', 'matches', true, 'count'],
      ['Inns', 'statistic', 'innings', true, 'count'],
    ],
  );
  assert.deepEqual([preview.problemCount, preview.warnings, preview.encoding], [0, [], 'utf-8']);
});
