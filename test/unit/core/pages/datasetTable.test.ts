import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { formatQuestions } from '../../../../src/core/dataset/questionsFile.ts';
import type { Question } from '../../../../src/core/dataset/question.ts';
import { evaluate } from '../../../../src/core/evaluation/evaluation.ts';
import { DatasetTable } from '../../../../src/core/pages/datasetTable.ts';
import type { DatasetQuery, DatasetRow } from '../../../../src/core/pages/datasetMessages.ts';
import { predictionOf, questionOf } from '../evaluation/askings.ts';
import { spoken } from '../../../../src/core/common/sentence.ts';

const asked = (entity: string, statistic: string, golden: string, phrasing = 1): Question =>
  questionOf(golden, { entity, statistic, phrasing, split: phrasing === 4 ? 'phrasing' : 'train' });

const questions = [
  asked('A Ash', 'runs', '8000'),
  asked('A Ash', 'runs', '8000', 4),
  asked('B Elm', 'runs', '7000'),
  asked('B Elm', 'matches', '90'),
  asked('B Elm', 'matches', '90', 4),
];
const text = formatQuestions(questions);

function tableOf(content = text, missed: readonly string[] = []): DatasetTable {
  const table = new DatasetTable(content);
  const predictions = questions.map((question) =>
    predictionOf(question, missed.includes(question.id) ? '17' : question.completion[0].content),
  );
  table.answers = evaluate(questions, predictions).rows;
  return table;
}

const rowsOf = (table: DatasetTable, query: Partial<DatasetQuery> = {}) =>
  table.rows({ query: { marks: 'all', text: '', ...query }, start: 0, count: 100 });
const nameOf = (row: DatasetRow): string => (row.kind === 'group' ? row.entity : row.id);
const namesIn = (table: DatasetTable, query: Partial<DatasetQuery> = {}): string[] =>
  rowsOf(table, query).rows.map(nameOf);

describe('the table of a dataset', () => {
  test('groups questions by entity and fact, in their order', () => {
    const table = new DatasetTable(text);
    assert.deepEqual(namesIn(table), [
      'A Ash',
      'a-ash/runs/1',
      'a-ash/runs/4',
      'B Elm',
      'b-elm/runs/1',
      'b-elm/matches/1',
      'b-elm/matches/4',
    ]);
    const [group, first, second] = rowsOf(table).rows;
    assert.deepEqual(group, {
      ...{ kind: 'group', id: 'group A Ash', entity: 'A Ash', questions: 2, missed: 0 },
    });
    assert.ok(first?.kind === 'question' && first.isFirst && first.answer === undefined);
    assert.ok(second?.kind === 'question' && !second.isFirst && second.line === 1);
  });

  test('puts what was missed first: its entity, its fact, its phrasing', () => {
    const table = tableOf(text, ['b-elm/matches/4']);
    assert.deepEqual(namesIn(table), [
      'B Elm',
      'b-elm/matches/4',
      'b-elm/matches/1',
      'b-elm/runs/1',
      'A Ash',
      'a-ash/runs/1',
      'a-ash/runs/4',
    ]);
    const { answered, missed, facts, entities } = table.counts();
    assert.deepEqual(
      { answered, missed, facts, entities },
      {
        ...{ answered: 5, missed: 1, facts: 3, entities: 2 },
      },
    );
    assert.deepEqual(namesIn(table, { marks: 'missed' }), ['B Elm', 'b-elm/matches/4']);
    assert.deepEqual(rowsOf(table, { marks: 'missed' }).counts, { all: 5, missed: 1, problems: 0 });
  });

  test('an edited question is neither right nor wrong, and stays where it is', () => {
    const edited = questions.map((question) =>
      question.id === 'b-elm/matches/4'
        ? { ...question, completion: [{ role: 'assistant', content: '91' }] as const }
        : question,
    );
    const before = namesIn(tableOf(text, ['b-elm/matches/4']));
    const table = tableOf(formatQuestions(edited), ['b-elm/matches/4']);
    assert.deepEqual(namesIn(table), before);
    const { answered, missed } = table.counts();
    assert.deepEqual([answered, missed], [4, 0]);
    const row = rowsOf(table).rows[1];
    assert.ok(row?.kind === 'question');
    assert.equal(row.answer?.isStale, true);
    assert.equal(row.answer.output, '17');
  });

  test('shows lines without a question first, and says what is amiss', () => {
    const lines = text.split('\n');
    const table = tableOf(
      ['{', ...lines.slice(0, 1), lines[0] ?? '', ...lines.slice(1)].join('\n'),
    );
    const [first, second] = rowsOf(table).rows;
    assert.ok(first?.kind === 'broken' && second?.kind === 'broken');
    assert.match(spoken(first.message), /not valid JSON/);
    assert.deepEqual([first.line, first.text], [0, '{']);
    assert.match(spoken(second.message), /the id "a-ash\/runs\/1" is already on line 2/);
    table.problems = new Map([[1, 'warning']]);
    assert.deepEqual(namesIn(table, { marks: 'problems' }), [
      'line 0',
      'line 2',
      'A Ash',
      'a-ash/runs/1',
    ]);
  });

  test('searches question, golden and output, and filters by split', () => {
    const table = tableOf(text, ['a-ash/runs/4']);
    assert.deepEqual(namesIn(table, { text: 'MATCHES OF B' }), [
      'B Elm',
      'b-elm/matches/1',
      'b-elm/matches/4',
    ]);
    assert.deepEqual(namesIn(table, { text: '700' }), ['B Elm', 'b-elm/runs/1']);
    assert.deepEqual(namesIn(table, { text: '17' }), ['A Ash', 'a-ash/runs/4']);
    assert.deepEqual(namesIn(table, { split: 'phrasing' }), [
      'A Ash',
      'a-ash/runs/4',
      'B Elm',
      'b-elm/matches/4',
    ]);
    assert.deepEqual(namesIn(table, { text: 'nowhere' }), []);
  });

  test('questions about nothing but themselves have no heading', () => {
    const imported = questions.map((question) => ({ ...question, entity: question.id }));
    assert.deepEqual(
      namesIn(new DatasetTable(formatQuestions(imported))),
      imported.map(({ id }) => id),
    );
  });

  test('details have all phrasings of the fact; an id is free that no question has', () => {
    const table = new DatasetTable(text);
    const details = table.details({ id: 'b-elm/matches/4', line: 0 });
    assert.equal(details?.row.line, 4);
    assert.deepEqual(
      details.phrasings.map(({ id }) => id),
      ['b-elm/matches/1', 'b-elm/matches/4'],
    );
    assert.equal(table.details({ id: 'gone', line: 1 }), undefined);
    assert.equal(table.freeId('b-elm/matches/'), 'b-elm/matches/2');
  });

  test('property: every line is shown once, whatever the windows', () => {
    const lines = text.trimEnd().split('\n');
    const line = fc.oneof(fc.constantFrom(...lines, '', '  ', '[]', '{"id":"x"}'), fc.string());
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 12 }),
        fc.integer({ min: 1, max: 4 }),
        (all, size) => {
          const content = all.join('\n');
          const table = tableOf(content);
          const query: DatasetQuery = { marks: 'all', text: '' };
          const { total } = table.rows({ query, start: 0, count: 0 });
          const rows: DatasetRow[] = [];
          for (let start = 0; start < total; start += size)
            rows.push(...table.rows({ query, start, count: size }).rows);
          const shown = rows.flatMap((row) => (row.kind === 'group' ? [] : [row.line]));
          const filled = content
            .replace(/^\uFEFF/, '')
            .split('\n')
            .flatMap((one, at) => (one.trim() === '' ? [] : [at]));
          assert.deepEqual(
            shown.toSorted((a, b) => a - b),
            filled,
          );
        },
      ),
    );
  });
});
