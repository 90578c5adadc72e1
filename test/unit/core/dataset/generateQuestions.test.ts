import { inEnglish } from '../../inEnglish.ts';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, test } from 'node:test';
import { QuestionMaker } from '../../../../src/core/dataset/questionMaker.ts';
import { formatQuestions } from '../../../../src/core/dataset/questionsFile.ts';
import { parsePhrasings } from '../../../../src/core/dataset/phrasings.ts';
import { eachSplit, goldenOf, type Question } from '../../../../src/core/dataset/question.ts';
import {
  type GenerateOptions,
  generateQuestions,
} from '../../../../src/core/dataset/generateQuestions.ts';
import { valueOf } from '../../../../src/core/reading/cell.ts';
import type { Column } from '../../../../src/core/reading/column.ts';
import { hasStrayStar } from '../../../../src/core/reading/notOutStar.ts';
import { parseTable, type Row } from '../../../../src/core/table/table.ts';
import { UserError } from '../../../../src/core/common/userError.ts';
import { spoken } from '../../../../src/core/common/sentence.ts';

const lists = (what: string) => ({
  train: [1, 2, 3].map((n) => `${what} of {entity} (${n})?`),
  held: [`${what} of {entity}, held?`],
});
const phrasings = parsePhrasings(
  JSON.stringify({
    v: 1,
    statistics: { runs: lists('Runs') },
    general: lists('{statistic}'),
  }),
  'phrasings.json',
);
const generate = (text: string, options?: GenerateOptions) =>
  generateQuestions(parseTable(text, { name: 'a.csv' }), phrasings, options);
const none = eachSplit(() => 0);
const splitsOf = (questions: readonly Question[]) =>
  new Map(questions.map(({ id, split }) => [id, split]));
const table = 'Player,Runs,HS,SR\nBC Lara,11953,400*,60.51\nA B,1,-,2\n';

describe('generateQuestions', () => {
  test('asks by row, statistic and phrasing', () => {
    const { questions } = generate(table);
    assert.deepEqual(
      questions.map(({ id }) => id),
      ['bc-lara/runs', 'bc-lara/highest-score', 'a-b/runs'].flatMap((fact) =>
        [1, 2, 3, 4].map((n) => `${fact}/${n}`),
      ),
    );
    assert.deepEqual(questions[3], {
      id: 'bc-lara/runs/4',
      prompt: [{ role: 'user', content: 'Runs of BC Lara, held?' }],
      completion: [{ role: 'assistant', content: '11953' }],
      fact: 'bc-lara/runs',
      entity: 'BC Lara',
      statistic: 'runs',
      phrasing: 4,
      split: 'phrasing',
      source: { row: 1, column: 'Runs' },
    });
    assert.equal(questions[4]?.prompt[0]?.content, 'Highest score of BC Lara (1)?');
  });

  test('says in meta what was used, counted and skipped', () => {
    const {
      meta: { reading, ...meta },
    } = generate(`${table}C D\n`, { phrasingsPerFact: 2, statistics: ['HS', 'runs'] });
    assert.deepEqual(inEnglish(meta), {
      v: 1,
      generator: 7,
      options: {
        statistics: ['highest-score', 'runs'],
        phrasingsPerFact: 2,
        heldPhrasings: null,
        heldFacts: 0,
        unknown: 0,
        unknownAnswer: 'unknown',
        otherWays: 0,
        seed: 42,
        answers: 'as written',
        top: null,
      },
      counts: {
        entities: 2,
        facts: 3,
        otherWays: 0,
        questions: 9,
        splits: { ...none, train: 6, phrasing: 3 },
        statistics: {
          'highest-score': { ...none, train: 2, phrasing: 1 },
          runs: { ...none, train: 4, phrasing: 2 },
        },
      },
      skipped: [
        { line: 3, column: 'HS', reason: 'holds “-”: the cell is left out' },
        { line: 4, reason: 'the row has 1 cell, the header 4: the row is left out' },
      ],
      warnings: [],
    });
    assert.deepEqual(reading.namedBy, ['Player']);
    assert.equal(reading.about.domain, 'cricket');
  });

  test('keeps held facts from training in every phrasing', () => {
    const rows = Array.from({ length: 40 }, (_, n) => `P${n},${n * 7},${n * 3}`).join('\n');
    const { questions, meta } = generate(`Player,Runs,HS\n${rows}`, { heldFacts: 0.25 });
    assert.deepEqual(meta.counts.splits, { ...none, train: 180, phrasing: 60, fact: 80 });
    const held = questions.filter(({ split }) => split === 'fact');
    assert.equal(new Set(held.map(({ fact }) => fact)).size, 20);
    const other = generate(`Player,Runs,HS\n${rows}`, { heldFacts: 0.25, seed: 1 });
    assert.notDeepEqual(splitsOf(other.questions), splitsOf(questions));
  });

  test('refuses options out of range and a table without values', () => {
    const refuses = (text: string, options: GenerateOptions, message: RegExp) => {
      assert.throws(
        () => generate(text, options),
        (error) => error instanceof UserError && message.test(error.message),
      );
    };
    refuses(table, { heldFacts: 1 }, /heldFacts is 1/);
    refuses(table, { heldFacts: NaN }, /heldFacts is NaN/);
    refuses(table, { phrasingsPerFact: 0 }, /phrasingsPerFact is 0/);
    refuses(table, { seed: 0.5 }, /seed is 0\.5/);
    refuses('Player,Runs\nA,-\n', { statistics: ['runs'] }, /no value under Runs/);
  });

  const name = fc.string({
    unit: fc.constantFrom('a', 'b', 'A', ' ', '-', 'é', '$', '{entity}'),
    maxLength: 4,
  });
  const cell = fc.oneof(
    fc.constantFrom('-', '', ' 7 ', '400*', '11,953'),
    fc.string({ unit: 'grapheme' }),
  );
  const rows = fc.array(fc.tuple(name, cell, cell), { minLength: 1, maxLength: 12 });
  const write = (written: readonly (readonly string[])[]) =>
    [['Player', 'Runs', 'Any'], ...written]
      .map((cells) => cells.map((c) => `"${c.replaceAll('"', '""')}"`).join(','))
      .join('\n');
  const ask = (written: readonly (readonly string[])[]) => {
    try {
      const parsed = parseTable(write(written), { name: 'a.csv' });
      const options = { statistics: ['runs', 'any'], heldFacts: 0.3 };
      return { table: parsed, questions: generateQuestions(parsed, phrasings, options).questions };
    } catch (error) {
      assert.ok(error instanceof UserError, String(error));
      return undefined;
    }
  };

  test('no golden differs from its cell', () => {
    fc.assert(
      fc.property(rows, (written) => {
        for (const question of ask(written)?.questions ?? []) {
          const { row, column } = question.source;
          // Blank records are no rows.
          const source = written.filter((cells) => cells.some((c) => c.trim() !== ''))[row - 1];
          const name = source?.[0].trim() ?? '';
          assert.ok(question.entity === name || question.entity.startsWith(`${name} (`));
          assert.equal(source?.[column === 'Runs' ? 1 : 2].trim(), goldenOf(question));
        }
      }),
    );
  });

  const isAsked = (asked: NonNullable<ReturnType<typeof ask>>, row: Row, column: Column) => {
    const value = valueOf(row, column);
    const isDamaged = asked.table.scanned.damaged.get(column.index)?.has(row.line) === true;
    const id = column.name.toLowerCase();
    const isCricket = asked.table.scanned.understanding.domain.id === 'cricket';
    return value !== undefined && !isDamaged && !(isCricket && hasStrayStar(id, value));
  };

  test('every sound value of every row is asked about, unless its name says it', () => {
    fc.assert(
      fc.property(rows, (written) => {
        const asked = ask(written);
        if (asked !== undefined) {
          const { columns, entityColumn } = asked.table;
          const facts = asked.table.rows.flatMap((row) =>
            columns.filter((c) => c !== entityColumn && isAsked(asked, row, c)),
          );
          const said = asked.table.rows.some(({ entity }) => entity.includes('('));
          if (!said) assert.equal(asked.questions.length, 4 * facts.length);
        }
      }),
    );
  });

  test('the lines written row by row are the questions, formatted', () => {
    fc.assert(
      fc.property(rows, (written) => {
        const asked = ask(written);
        if (asked === undefined) return;
        const options = { statistics: ['runs', 'any'], heldFacts: 0.3 };
        const maker = new QuestionMaker(asked.table, phrasings, options);
        for (const survey of maker.surveys) asked.table.rows.forEach(survey);
        const lines = asked.table.rows.map((row) => maker.lines(row)).join('');
        assert.equal(lines, formatQuestions(asked.questions));
      }),
    );
  });

  test('asks the rows with the greatest numbers, whatever their order', () => {
    const text = ['A,5', 'B,9*', 'C,-', 'D,7', 'E,7'].join('\n');
    const entities = (body: string) => {
      const { questions } = generate(`Player,HS\n${body}`, { top: { count: 2, by: 'hs' } });
      return [...new Set(questions.map(({ entity }) => entity))].sort();
    };
    assert.deepEqual(entities(text), ['B', 'D']);
    assert.deepEqual(entities(text.split('\n').reverse().join('\n')), ['B', 'D']);
  });

  const groupedIn = (text: string, statistics: readonly string[]) =>
    generate(text, {
      statistics,
      answers: 'thousands',
      heldPhrasings: 0,
      phrasingsPerFact: 1,
    }).questions.map(goldenOf);

  test('groups thousands where asked to, but never years', () => {
    const text = 'Player,Runs,HS,Debut\nA,11953,1234*,1990\nB,999,4,1991\n';
    const goldens = ['11,953', '1,234*', '1990', '999', '4', '1991'];
    assert.deepEqual(groupedIn(text, ['runs', 'HS', 'Debut']), goldens);
  });

  test('groups no codes: the zeros in front of one are part of it', () => {
    const text = 'Player,Runs,Locker,Zip\nA,11953,04400,10001\nB,12040,12000,94105\n';
    const goldens = ['11,953', '04400', '10001', '12,040', '12000', '94105'];
    assert.deepEqual(groupedIn(text, ['runs', 'Locker', 'Zip']), goldens);
  });

  test('leaves out a count with a star, which is no part of the number', () => {
    const { questions, meta } = generate('Batter,Runs,HS\nA,12*,12*\nB,3,2\n', {
      phrasingsPerFact: 1,
      heldPhrasings: 0,
    });
    assert.deepEqual(questions.map(goldenOf), ['12*', '3', '2']);
    assert.match(
      spoken(meta.skipped[0]?.reason ?? ''),
      /holds “12\*”, and a star means nothing here/,
    );
  });

  test('ids are unique, and ids and splits stay under another order of rows', () => {
    fc.assert(
      fc.property(rows, (written) => {
        const questions = ask(written)?.questions ?? [];
        const ids = splitsOf(questions);
        assert.equal(ids.size, questions.length);
        assert.deepEqual(splitsOf(ask([...written].reverse())?.questions ?? []), ids);
      }),
    );
  });
});
