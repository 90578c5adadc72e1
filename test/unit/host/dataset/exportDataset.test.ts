import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { exportForms } from '../../../../src/core/dataset/exportedQuestion.ts';
import { formatQuestions } from '../../../../src/core/dataset/questionsFile.ts';
import { askedTimes, type Question } from '../../../../src/core/dataset/question.ts';
import { exportDataset } from '../../../../src/host/dataset/exportDataset.ts';
import { importQuestions } from '../../../../src/host/dataset/importQuestions.ts';
import { questionOf } from '../../core/evaluation/askings.ts';
import { temporaryFolder } from '../files/temporaryFolder.ts';

const trained = askedTimes(questionOf('11953', { entity: 'A', phrasing: 1 }), 2);
const questions: readonly Question[] = [
  trained,
  { ...questionOf('400*', { entity: 'A', phrasing: 2 }), split: 'phrasing' },
  {
    ...questionOf('7', { entity: 'B', phrasing: 1 }),
    prompt: [
      { role: 'system', content: 'S' },
      { role: 'user', content: 'U' },
      { role: 'assistant', content: 'V' },
      { role: 'user', content: 'W' },
    ],
  },
];

async function exported(t: TestContext, form: (typeof exportForms)[number], asked = questions) {
  const path = join(await temporaryFolder(t), 'questions.jsonl');
  await writeFile(path, formatQuestions(asked));
  const { folder, records } = await exportDataset({ path, form });
  const read = async (name: string) => readFile(join(folder, name), 'utf8');
  const lines = async (name: string): Promise<unknown[]> =>
    (await read(name))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
  return { folder, records, read, lines };
}

const asked = trained.prompt[0]?.content ?? '';

describe('a dataset is exported as', () => {
  for (const [form, first, last] of [
    [
      'messages',
      {
        messages: [
          { role: 'user', content: asked },
          { role: 'assistant', content: '11953' },
        ],
      },
      {
        messages: [
          { role: 'system', content: 'S' },
          { role: 'user', content: 'U' },
          { role: 'assistant', content: 'V' },
          { role: 'user', content: 'W' },
          { role: 'assistant', content: '7' },
        ],
      },
    ],
    [
      'alpaca',
      { instruction: asked, input: '', output: '11953', system: '', history: [] },
      { instruction: 'W', input: '', output: '7', system: 'S', history: [['U', 'V']] },
    ],
    [
      'sharegpt',
      {
        conversations: [
          { from: 'human', value: asked },
          { from: 'gpt', value: '11953' },
        ],
      },
      {
        conversations: [
          { from: 'system', value: 'S' },
          { from: 'human', value: 'U' },
          { from: 'gpt', value: 'V' },
          { from: 'human', value: 'W' },
          { from: 'gpt', value: '7' },
        ],
      },
    ],
  ] as const) {
    test(form, async (t) => {
      const { folder, records, lines, read } = await exported(t, form);
      assert.deepEqual(records, { train: 3, valid: 1 });
      assert.deepEqual((await readdir(folder)).sort(), [
        'axolotl.yaml',
        'dataset_info.json',
        'train.jsonl',
        'valid.jsonl',
      ]);
      assert.deepEqual(await lines('train.jsonl'), [first, first, last]);
      const info = JSON.parse(await read('dataset_info.json')) as Record<string, Described>;
      for (const { file_name: name, ...described } of Object.values(info)) {
        for (const row of await lines(name)) assertFits(row as Record<string, unknown>, described);
      }
      const snippet = await read('axolotl.yaml');
      assert.match(snippet, /^datasets:\n {2}- path: train\.jsonl\n {4}ds_type: json\n/m);
      assert.match(snippet, /^test_datasets:\n {2}- path: valid\.jsonl\n/m);
      for (const [, key = ''] of snippet.matchAll(/field_messages: (\w+)/g)) {
        assert.ok(key in (first as object));
      }
    });
  }

  for (const form of exportForms) {
    test(`${form}, and imported again as the same conversations`, async (t) => {
      const { folder } = await exported(
        t,
        form,
        questions.map((question) => ({ ...askedTimes(question, 1), split: 'train' })),
      );
      const { questionsPath } = await importQuestions({ path: join(folder, 'train.jsonl') });
      const again = (await readFile(questionsPath, 'utf8')).trimEnd().split('\n');
      assert.deepEqual(
        again.map((line) => {
          const { prompt, completion } = JSON.parse(line) as Question;
          return [prompt, completion];
        }),
        questions.map(({ prompt, completion }) => [prompt, completion]),
      );
    });
  }

  test('nothing where a line cannot be used, not even a folder', async (t) => {
    const path = join(await temporaryFolder(t), 'questions.jsonl');
    await writeFile(path, `${formatQuestions(questions)}{"id": 1}\n`);
    await assert.rejects(exportDataset({ path, form: 'alpaca' }), /line 4/);
    assert.deepEqual(await readdir(join(path, '..')), ['questions.jsonl']);
  });

  test('what was read once, all parts in their order', async (t) => {
    const path = join(await temporaryFolder(t), 'questions.jsonl');
    const splits = ['train', 'phrasing', 'fact'] as const;
    const many = Array.from({ length: 3000 }, (_, n) => ({
      ...questionOf(String(n), { entity: `E${n}`, phrasing: 1 }),
      split: splits[n % 3] ?? 'train',
    }));
    await writeFile(path, formatQuestions(many));
    const shares: number[] = [];
    const { folder, records } = await exportDataset({
      path,
      form: 'alpaca',
      onProgress: ({ share }) => shares.push(share),
    });
    assert.deepEqual(records, { train: 1000, valid: 1000, test: 1000 });
    assert.equal(shares.at(-1), 1);
    assert.equal(shares.filter((share) => share === 1).length, 1);
    for (const [at, part] of ['train', 'valid', 'test'].entries()) {
      const text = await readFile(join(folder, `${part}.jsonl`), 'utf8');
      const outputs = text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as { output: string });
      assert.deepEqual(
        outputs.map(({ output }) => Number(output)),
        Array.from({ length: 1000 }, (_, n) => 3 * n + at),
      );
    }
  });
});

/** An entry of dataset_info.json as LLaMA-Factory's data/README.md describes it. */
interface Described {
  readonly file_name: string;
  readonly formatting: 'alpaca' | 'sharegpt';
  readonly columns: Readonly<Record<string, string>>;
  readonly tags?: Readonly<Record<string, string>>;
}

function assertFits(
  row: Record<string, unknown>,
  { formatting, columns, tags = {} }: Omit<Described, 'file_name'>,
): void {
  for (const column of Object.values(columns)) assert.ok(column in row, column);
  if (formatting === 'alpaca') return;
  const turns = row[columns.messages ?? ''] as readonly Record<string, string>[];
  const roles = turns.map((turn) => turn[tags.role_tag ?? ''] ?? '');
  const spoken = roles.filter((role) => role !== tags.system_tag);
  // The user and the assistant take turns, the assistant last; only the first may be the system.
  assert.ok(roles.indexOf(tags.system_tag ?? '') <= 0);
  assert.deepEqual(
    spoken,
    spoken.map((_, at) => (at % 2 === 0 ? tags.user_tag : tags.assistant_tag)),
  );
  assert.equal(spoken.at(-1), tags.assistant_tag);
  for (const turn of turns) assert.equal(typeof turn[tags.content_tag ?? ''], 'string');
}
