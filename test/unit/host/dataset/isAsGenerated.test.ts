import assert from 'node:assert/strict';
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { generateDataset } from '../../../../src/host/dataset/generateDataset.ts';
import { isAsGenerated } from '../../../../src/host/dataset/isAsGenerated.ts';

test('a dataset is as generated until a byte of it changes, or nothing says what was written', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'generated-'));
  try {
    const tablePath = join(folder, 'a.csv');
    await writeFile(tablePath, 'Player,Runs\nBC Lara,11953\n');
    const { questionsPath } = await generateDataset({
      tablePath,
      phrasingsPath: 'data/phrasings.json',
    });
    assert.equal(await isAsGenerated(questionsPath), true);
    await appendFile(questionsPath, '\n');
    assert.equal(await isAsGenerated(questionsPath), false);
    await generateDataset({ tablePath, phrasingsPath: 'data/phrasings.json' });
    const meta = join(questionsPath, '..', 'questions.meta.json');
    for (const content of ['{', '[]', '{}', '{"questions":null}', '{"questions":{"sha256":1}}']) {
      await writeFile(meta, content);
      assert.equal(await isAsGenerated(questionsPath), false, content);
    }
    await rm(meta);
    assert.equal(await isAsGenerated(questionsPath), false);
  } finally {
    await rm(folder, { recursive: true });
  }
});
