import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isTablePath, tableGlob } from '../../../../src/core/table/tableFiles.ts';

test('a table is recognised by its extension, in either case', () => {
  assert.ok(isTablePath('/a/players.csv'));
  assert.ok(isTablePath('players.TSV'));
  assert.ok(!isTablePath('/a.csv/players.txt'));
  assert.equal(tableGlob, '**/*.{csv,tsv}');
});
