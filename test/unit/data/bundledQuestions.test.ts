import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { datasetRequestOf } from '../../../src/host/dataset/datasetRequest.ts';
import { generateDataset } from '../../../src/host/dataset/generateDataset.ts';

test('the bundled table makes the very questions on which the published figures were measured', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'bundled-'));
  try {
    const tablePath = join(folder, 'test_batting.csv');
    await copyFile('data/test_batting.csv', tablePath);
    const { questionsPath } = await generateDataset(
      await datasetRequestOf({}, { tablePath, folder }),
    );
    const bytes = await readFile(questionsPath);
    assert.equal(bytes.toString('utf8').split('\n').length - 1, 3600);
    assert.equal(
      createHash('sha256').update(bytes).digest('hex'),
      'dd39bf3580cce7c12165ee9a1d6f89320aad5212d84e1009509b51f928cd54f3',
    );
  } finally {
    await rm(folder, { recursive: true });
  }
});
