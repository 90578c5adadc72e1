import { inEnglish } from '../../inEnglish.ts';
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { generateDataset, readTable } from '../../../../src/host/dataset/generateDataset.ts';
import { readQuestions } from '../../../../src/host/dataset/readQuestions.ts';
import { UserError } from '../../../../src/core/common/userError.ts';

const phrasingsPath = 'data/phrasings.json';
let root: string;
before(async () => {
  root = await mkdtemp(join(tmpdir(), 'dataset-'));
});
after(() => rm(root, { recursive: true }));

let made = 0;
async function write(content: string | Uint8Array, name = 'a.csv'): Promise<string> {
  const folder = join(root, String(made++));
  await mkdir(folder);
  await writeFile(join(folder, name), content);
  return join(folder, name);
}
const says = (message: RegExp) => (error: unknown) =>
  error instanceof UserError && message.test(error.message);
const sha256 = (content: string) => createHash('sha256').update(content).digest('hex');

describe('generateDataset', () => {
  test('writes questions and meta beside the table, the same bytes each time', async () => {
    const tablePath = await write('Player,Runs\nBC Lara,11953\n', 'my.batting.csv');
    const { folder, questionsPath, dataset } = await generateDataset({ tablePath, phrasingsPath });
    assert.equal(folder, join(tablePath, '..', 'my.batting.dataset'));
    assert.deepEqual((await readdir(folder)).sort(), ['questions.jsonl', 'questions.meta.json']);
    assert.equal((await readQuestions(questionsPath)).length, 4);
    const text = await readFile(questionsPath, 'utf8');
    const metaText = await readFile(join(folder, 'questions.meta.json'), 'utf8');
    assert.deepEqual(JSON.parse(metaText), {
      ...inEnglish(dataset.meta),
      table: {
        path: '../my.batting.csv',
        sha256: sha256('Player,Runs\nBC Lara,11953\n'),
        encoding: 'utf-8',
        delimiter: ',',
        entityColumn: 'Player',
        tellApart: [],
        filter: [],
      },
      phrasings: { language: 'en', sha256: dataset.meta.phrasings.sha256 },
      questions: { sha256: sha256(text) },
    });
    await generateDataset({ tablePath, phrasingsPath });
    assert.equal(await readFile(questionsPath, 'utf8'), text);
    assert.equal(await readFile(join(folder, 'questions.meta.json'), 'utf8'), metaText);
  });

  for (const [what, content, message] of [
    ['an empty file', '', /a\.csv is empty/],
    ['a header only', 'Player,Runs\n', /a\.csv holds a header only/],
    ['no entity column', 'Runs\n1\n', /a\.csv has no column that names what its rows are about/],
    ['an unclosed quote', 'Player,Runs\n"A,1\n', /a\.csv: .*line 2 is never closed/],
  ] as const) {
    test(`refuses ${what} and writes nothing`, async () => {
      const tablePath = await write(content);
      await assert.rejects(generateDataset({ tablePath, phrasingsPath }), says(message));
      assert.deepEqual(await readdir(join(tablePath, '..')), ['a.csv']);
    });
  }

  test('leaves the old files when the table has become unusable', async () => {
    const tablePath = await write('Player,Runs\nA,1\n');
    const { questionsPath } = await generateDataset({ tablePath, phrasingsPath });
    const old = await readFile(questionsPath, 'utf8');
    await writeFile(tablePath, 'Player,Runs\n"A,2\n');
    await assert.rejects(generateDataset({ tablePath, phrasingsPath }), UserError);
    assert.equal(await readFile(questionsPath, 'utf8'), old);
  });

  test('writes neither file when one cannot be replaced, and keeps the old one', async () => {
    const tablePath = await write('Player,Runs\nA,1\n');
    const { folder, questionsPath } = await generateDataset({ tablePath, phrasingsPath });
    const old = await readFile(questionsPath, 'utf8');
    await rm(join(folder, 'questions.meta.json'));
    await mkdir(join(folder, 'questions.meta.json', 'in the way'), { recursive: true });
    await writeFile(tablePath, 'Player,Runs\nA,2\n');
    await assert.rejects(generateDataset({ tablePath, phrasingsPath }));
    assert.equal(await readFile(questionsPath, 'utf8'), old);
    assert.deepEqual((await readdir(folder)).sort(), ['questions.jsonl', 'questions.meta.json']);
  });

  test('says what is in the way of the folder, or missing', async () => {
    const tablePath = await write('Player,Runs\nA,1\n');
    await writeFile(join(tablePath, '..', 'a.dataset'), '');
    await assert.rejects(
      generateDataset({ tablePath, phrasingsPath }),
      says(/a\.dataset is a file/),
    );
    await assert.rejects(readTable(`${tablePath}.gone`), says(/There is no file .*a\.csv\.gone/));
    await assert.rejects(readTable(join(tablePath, '..')), says(/is a folder/));
  });

  test('stops when aborted, with nothing written', async () => {
    const tablePath = await write('Player,Runs\nA,1\n');
    const signal = AbortSignal.abort();
    await assert.rejects(generateDataset({ tablePath, phrasingsPath, signal }), {
      name: 'AbortError',
    });
    assert.deepEqual(await readdir(join(tablePath, '..')), ['a.csv']);
  });
});

describe('readQuestions', () => {
  test('lists the lines that cannot be used', async () => {
    const path = await write('{"id":1}\n{', 'questions.jsonl');
    await assert.rejects(
      readQuestions(path),
      says(/^questions\.jsonl cannot be used\. line 1: .*; line 2: not valid JSON/),
    );
    await assert.rejects(readQuestions(await write('\n'.repeat(3))), says(/holds no question/));
    await assert.rejects(readQuestions(await write('{\n'.repeat(12))), says(/; and 2 more\./));
  });
});

/** A folder of real tables to try; set where there is one. */
const tables = process.env.CRICKET_LORA_TABLES ?? '';
describe(
  'tables found in the wild',
  { skip: !existsSync(tables) && 'set CRICKET_LORA_TABLES to a folder of real tables' },
  () => {
    for (const name of existsSync(tables) ? readdirSync(tables) : []) {
      if (name.endsWith('.csv')) {
        test(`${name} becomes a dataset, or says why it does not`, async () => {
          const content = await readFile(join(tables, name));
          const tablePath = await write(content, name);
          const table = await readTable(tablePath);
          assert.ok(table.rows.length > 0);
          try {
            const { questionsPath, dataset } = await generateDataset({ tablePath, phrasingsPath });
            assert.equal(
              (await readQuestions(questionsPath)).length,
              dataset.meta.counts.questions,
            );
          } catch (error) {
            assert.ok(says(/has no column that holds a known statistic/)(error), String(error));
          }
        });
      }
    }
  },
);
