import assert from 'node:assert/strict';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { UserError } from '../../../../src/core/common/userError.ts';
import type { GenerateRequest } from '../../../../src/host/dataset/generateDataset.ts';
import { generateDataset } from '../../../../src/host/dataset/generateDataset.ts';
import { readQuestions } from '../../../../src/host/dataset/readQuestions.ts';
import { lookUpDataset } from '../../../../src/host/lookup/lookUpDataset.ts';
import { temporaryFolder } from '../files/temporaryFolder.ts';

const phrasingsPath = 'data/phrasings.json';

async function made(t: TestContext, text: string, request: Partial<GenerateRequest> = {}) {
  const folder = await temporaryFolder(t);
  const tablePath = join(folder, 'batting.csv');
  await writeFile(tablePath, text);
  const { questionsPath } = await generateDataset({ tablePath, phrasingsPath, ...request });
  return { folder, tablePath, questionsPath };
}
const says = (message: RegExp) => (error: unknown) =>
  error instanceof UserError && message.test(error.message);
const table = 'Player,Runs\nBC Lara,11953\nAda Reed,20\n';

describe('lookUpDataset', () => {
  test('writes the same questions with their rows beside the dataset, or where it is told to', async (t) => {
    const { folder, tablePath, questionsPath } = await made(t, table, {
      options: { unknownAnswer: 'not known' },
    });
    const result = await lookUpDataset({ path: questionsPath });
    assert.deepEqual(result, {
      questionsPath: join(folder, 'batting-lookup.dataset', 'questions.jsonl'),
      tablePath,
      questions: 8,
    });
    const before = await readQuestions(questionsPath);
    const after = await readQuestions(result.questionsPath);
    assert.deepEqual(
      after.map((question, at) => ({ ...question, prompt: before[at]?.prompt })),
      before,
    );
    for (const { entity, prompt } of after) {
      assert.match(
        prompt[0]?.content ?? '',
        new RegExp(`reply not known.*\nPlayer: ${entity}\n`, 's'),
      );
    }
    const elsewhere = join(folder, 'there');
    await lookUpDataset({ path: questionsPath, folder: elsewhere });
    assert.deepEqual(await readdir(elsewhere), ['questions.jsonl']);
  });

  for (const [what, text, table] of [
    ['a key', 'Name,Code,Runs\nAda,x,1\nAda,y,2\nBen,x,3\n', { key: ['Name', 'Code'] }],
    ['what tells apart', 'Name,Code,Runs\nAda,x,1\nAda,y,2\nBen,x,3\n', { tellApart: ['Code'] }],
    ['a delimiter', 'Name,Runs;Name;Runs\n1;Ada;2\n3;Ben;4\n', { delimiter: ';' }],
    [
      'a filter',
      'Name,Runs,Kind\nAda,1,a\nAda,2,b\nBen,3,b\n',
      { filter: [{ column: 'Kind', is: 'b' }] },
    ],
    ['a header below other lines', 'a,b\nc,d\nName,Runs\nAda,1\n', { headerLine: 3 }],
    ['words for no value', 'Name,Runs,Fours\nAda,1,0\nBen,0,2\n', { missing: ['0'] }],
  ] as const) {
    test(`reads the table with ${what}, as for its questions`, async (t) => {
      const { questionsPath } = await made(t, text, { table });
      const { questionsPath: path } = await lookUpDataset({ path: questionsPath });
      const questions = await readQuestions(path);
      assert.ok(questions.length > 0);
      for (const { completion, prompt, source } of questions) {
        const row = prompt[0]?.content.split('\n\n')[1]?.split('\n') ?? [];
        assert.ok(row.includes(`${source.column}: ${completion[0].content}`), row.join());
        assert.ok(!row.some((cell) => cell.endsWith(': 0')), row.join());
      }
    });
  }

  test('of a dataset that was made from another the table is that one’s', async (t) => {
    const { folder, tablePath, questionsPath } = await made(t, table);
    const { questionsPath: again } = await lookUpDataset({ path: questionsPath });
    const { tablePath: same } = await lookUpDataset({ path: again, folder: join(folder, 'x') });
    assert.equal(same, tablePath);
  });

  test('refuses a table that is gone or has changed, and writes nothing', async (t) => {
    const { folder, tablePath, questionsPath } = await made(t, table);
    await writeFile(tablePath, `${table}Ben Poe,3\n`);
    await assert.rejects(lookUpDataset({ path: questionsPath }), says(/batting\.csv has changed/));
    await rm(tablePath);
    await assert.rejects(
      lookUpDataset({ path: questionsPath }),
      says(/batting\.csv .* is not there/),
    );
    assert.deepEqual(await readdir(folder), ['batting.dataset']);
  });

  test('what a dataset claims of its table is used only where it can be meant', async (t) => {
    const { folder, questionsPath } = await made(t, table);
    const metaPath = join(folder, 'batting.dataset', 'questions.meta.json');
    for (const meta of [
      '',
      '[]',
      '{"table": 1, "options": "x"}',
      '{"table": {"entityColumn": {}, "key": "Player"}, "options": {"unknownAnswer": "a\\nb"}}',
      '{"table": {"path": "/etc/passwd"}}',
    ]) {
      await writeFile(metaPath, meta);
      const { questionsPath: path } = await lookUpDataset({ path: questionsPath });
      const [first] = await readQuestions(path);
      assert.match(first?.prompt[0]?.content ?? '', /reply unknown\.\n\nRow:\nPlayer: BC Lara\n/);
    }
    await assert.rejects(
      lookUpDataset({ path: questionsPath, signal: AbortSignal.abort(new Error('stop')) }),
      /stop/,
    );
  });
});
