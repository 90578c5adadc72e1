import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'csv-parse/sync';
import { evaluate } from '../../../../src/core/evaluation/evaluation.ts';
import { exportRows } from '../../../../src/core/pages/exportRows.ts';
import type { ExportFormat } from '../../../../src/core/pages/evaluationMessages.ts';
import { emptyQuery, type SortColumn } from '../../../../src/core/evaluation/query.ts';
import { createRowWindows } from '../../../../src/core/pages/rowWindows.ts';
import { predictionOf, questionOf } from '../evaluation/askings.ts';

const outputs = [
  '100',
  '=HYPERLINK("x")',
  'a "quoted", line\nand | `another`',
  '-12.5',
  'y'.repeat(3000),
];
const questions = outputs.map((_, at) => questionOf(String(100 + at), { entity: `E${at}` }));
const { rows } = evaluate(
  questions,
  questions.map((question, at) => predictionOf(question, outputs[at] ?? '')),
);
const exported = (columns: readonly SortColumn[], format: ExportFormat) =>
  [...exportRows(createRowWindows(rows).all(emptyQuery), columns, format)].join('');

test('CSV reads back unchanged, except that no text can become a formula', () => {
  const records = parse(exported(['recall', 'output', 'golden'], 'CSV'));
  assert.deepEqual(records[0], ['recall', 'output', 'golden']);
  assert.deepEqual(records[1], ['true', '100', '100']);
  assert.equal(records[2]?.[1], '\'=HYPERLINK("x")');
  assert.equal(records[3]?.[1], outputs[2]);
  assert.equal(records[4]?.[1], '-12.5');
  assert.equal(records[5]?.[1], outputs[4]);
});

test('JSONL has ids and whole values', () => {
  const lines = exported(['output', 'logprob'], 'JSONL').trimEnd().split('\n');
  assert.deepEqual(
    lines.map((line) => (JSON.parse(line) as { output: string }).output),
    outputs,
  );
  assert.deepEqual(Object.keys(JSON.parse(lines[0] ?? '') as object), ['id', 'output', 'logprob']);
});

test('Markdown keeps every row on one line and outputs free of markup', () => {
  const lines = exported(['recall', 'output'], 'Markdown').trimEnd().split('\n');
  assert.equal(lines.length, outputs.length + 2);
  assert.equal(lines[2], '| ✅ | `100` |');
  assert.equal(lines[4], '| ❌ | `` a "quoted", line and \\| `another` `` |');
});
