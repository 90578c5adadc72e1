import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Uri } from 'vscode';
import type { RunRequest } from '../../../../src/core/run/runRequest.ts';
import type { Run } from '../../../../src/editor/run/run.ts';
import { runRows, tablesTree, type DatasetRow } from '../../../../src/editor/sidebar/tablesTree.ts';
import { runOf } from '../run/runOf.ts';

/** As much of one as the tree looks at: there is no VS Code here. */
const uri = (fsPath: string): Uri => JSON.parse(JSON.stringify({ fsPath })) as Uri;
const table = (name: string): Uri => uri(`/w/${name}.csv`);
const questions = (name: string): string => `/w/${name}.dataset/questions.jsonl`;
const dataset = (name: string) => ({ name, uri: uri(questions(name)), questions: 8 });
const run = (id: string, name: string, more: Partial<RunRequest> = {}): Run => {
  const source = name.includes('/') ? name : questions(name);
  return runOf({ id, questions: { path: 'questions.jsonl', sha256: '', source }, ...more });
};

type Shape = readonly (string | Shape)[];
const shapeOfDataset = ({ name, branches }: DatasetRow): Shape => [
  name,
  ...branches.map(({ run: one, children }) =>
    children.length === 0
      ? one.request.id
      : [one.request.id, ...children.map(({ request }) => request.id)],
  ),
];
const shapeOf = (...found: Parameters<typeof tablesTree>): Shape =>
  tablesTree(...found).map((row) => {
    if (row.kind === 'dataset') return shapeOfDataset(row);
    if (row.kind === 'table') return [row.uri.fsPath, ...row.rows.map(shapeOfDataset)];
    return [row.label, String(row.rows.length)];
  });

describe('the sidebar shows', () => {
  test('nothing where there are only tables, so that its first step is read', () => {
    assert.deepEqual(shapeOf({ tables: [table('a')], datasets: [] }, [], []), []);
  });

  test('runs below their dataset below its table, what was asked again below its run', () => {
    const runs = [
      run('4', 'a', { operation: 'predict', parent: { run: '1', asks: 'base' } }),
      run('3', 'b'),
      run('2', 'a'),
      run('1', 'a'),
    ];
    const found = { tables: [table('a'), table('b')], datasets: [dataset('a'), dataset('b')] };
    assert.deepEqual(shapeOf(found, runs, []), [
      ['/w/b.csv', ['b.dataset', '3']],
      ['/w/a.csv', ['a.dataset', '2', ['1', '4']]],
    ]);
  });

  test('what was trained last above, then by name, then tables without a dataset as one row', () => {
    const tables = ['d', 'c', 'b', 'a'].map(table);
    const found = { tables, datasets: [dataset('c'), dataset('b'), dataset('a')] };
    assert.deepEqual(shapeOf(found, [run('1', 'c')], []), [
      ['/w/c.csv', ['c.dataset', '1']],
      ['/w/a.csv', ['a.dataset']],
      ['/w/b.csv', ['b.dataset']],
      ['Tables without a dataset', '1'],
    ]);
  });

  test('runs whose dataset is gone below its table, or else below its name', () => {
    const runs = [run('2', 'lost'), run('1', 'a')];
    assert.deepEqual(shapeOf({ tables: [table('a')], datasets: [] }, runs, []), [
      ['lost.dataset', '2'],
      ['/w/a.csv', ['a.dataset', '1']],
    ]);
  });

  test('runs of a folder that was moved below the only dataset of that name', () => {
    const moved = run('1', 'C:\\old/a.dataset/questions.jsonl');
    const found = { tables: [table('a')], datasets: [dataset('a')] };
    assert.deepEqual(shapeOf(found, [moved], []), [['/w/a.csv', ['a.dataset', '1']]]);
    const other = { name: 'a', uri: uri('/w/x/a.dataset/questions.jsonl'), questions: 8 };
    assert.deepEqual(
      shapeOf({ tables: [], datasets: [dataset('a'), other] }, [moved], []).map(([name]) => name),
      ['a.dataset', 'a.dataset', 'a.dataset'],
    );
  });

  test('runs of an experiment together, whatever their datasets', () => {
    const experiment = { name: 'Is it the rank?', point: 'p' };
    const runs = [run('2', '/e/k2.dataset/q', { experiment }), run('1', '/e/k1/q', { experiment })];
    assert.deepEqual(shapeOf({ tables: [], datasets: [] }, runs, []), [
      ['Is it the rank?', '2', '1'],
    ]);
  });

  test('what cannot be read last', () => {
    const broken = [{ folder: '/w/x', problem: 'not JSON' }];
    assert.deepEqual(shapeOf({ tables: [], datasets: [] }, [], broken), [
      ['Runs that cannot be read', '1'],
    ]);
  });
});

test('of 10,000 runs of a dataset 200 are rows, and the others folded by 200', () => {
  const runs = Array.from({ length: 10_000 }, (_, at) => run(String(99_999 - at), 'a'));
  const [row] = tablesTree({ tables: [], datasets: [dataset('a')] }, runs, []);
  assert.ok(row?.kind === 'dataset');
  const rows = runRows(row.branches);
  assert.equal(rows.filter(({ kind }) => kind === 'run').length, 200);
  const folded = rows.flatMap((one) => (one.kind === 'folded' ? [one] : []));
  assert.equal(folded.length, 49);
  assert.equal(folded[0]?.label, 'Runs 201 to 400');
  assert.equal(folded.at(-1)?.label, 'Runs 9,801 to 10,000');
  assert.equal(new Set(folded.map(({ id }) => id)).size, 49);
});
