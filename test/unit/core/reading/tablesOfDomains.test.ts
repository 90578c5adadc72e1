import { inEnglish } from '../../inEnglish.ts';
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, parse } from 'node:path';
import { describe, test } from 'node:test';
import { generateQuestions } from '../../../../src/core/dataset/generateQuestions.ts';
import { parsePhrasings } from '../../../../src/core/dataset/phrasings.ts';
import { askedOf, goldenOf, type Question } from '../../../../src/core/dataset/question.ts';
import type { ReadingSummary } from '../../../../src/core/dataset/readingSummary.ts';
import { parseTable } from '../../../../src/core/table/table.ts';

/** A table of a domain and, in `expected`, its reading and ten of its questions. */
const folder = 'test/fixtures/tables';
const phrasings = parsePhrasings(readFileSync('data/phrasings.json', 'utf8'), 'phrasings.json');

interface Expected {
  readonly reading: object;
  readonly questions: readonly (readonly [asked: string, golden: string])[];
}

const inShort = ({ namedBy, toldApartBy, about, asked, notAsked, damaged }: ReadingSummary) => ({
  namedBy,
  toldApartBy,
  domain: about.domain,
  format: about.format,
  asked: asked.map(({ column, words, unit, form }) => [
    column,
    [words, ...(unit === undefined ? [] : [unit])].join(' in '),
    form,
  ]),
  notAsked: notAsked.map(({ column, why }) => [column, why]),
  damaged: damaged.map(({ damage, count }) => [damage, count]),
});

for (const file of readdirSync(folder).filter((name) => name.endsWith('.csv'))) {
  const { name } = parse(file);
  const expected = JSON.parse(
    readFileSync(join(folder, 'expected', `${name}.json`), 'utf8'),
  ) as Expected;
  const table = parseTable(readFileSync(join(folder, file), 'utf8'), { name: file });
  const { questions, meta } = generateQuestions(table, phrasings);

  describe(`the table ${file}`, () => {
    test('is read as expected, without a setting', () => {
      assert.deepEqual(inEnglish(inShort(meta.reading)), expected.reading);
    });

    test('is asked as a person would ask', () => {
      const asked = new Map(questions.map((question) => [askedOf(question), goldenOf(question)]));
      assert.equal(expected.questions.length, 10);
      for (const [question, golden] of expected.questions) {
        assert.equal(asked.get(question), golden, question);
      }
    });

    test('gives every question one row, whose cell is its golden and does not stand in it', () => {
      const factOf = new Map<string, string>();
      for (const question of questions) {
        const { row, column } = question.source;
        const cells = table.rows.find((one) => one.row === row);
        const at = table.columns.find((one) => one.name === column)?.index ?? -1;
        assert.equal(cells?.cell(at).trim(), goldenOf(question), question.id);
        assert.equal(factOf.get(askedOf(question)) ?? question.fact, question.fact);
        factOf.set(askedOf(question), question.fact);
        assert.ok(!saysIts(question, cells.entity), askedOf(question));
      }
    });

    test('has no id that its header does not explain', () => {
      for (const { id } of meta.reading.asked) assert.doesNotMatch(id, /-column$/);
    });
  });
}

/** Questions of yes and no name both; figures of one or two characters are in names and phrasings. */
function saysIts(question: Question, entity: string): boolean {
  const golden = goldenOf(question);
  if (/^(?:yes|no|true|false)$/i.test(golden) || golden.length < 3) return false;
  const rest = askedOf(question).replaceAll(entity, '');
  return new RegExp(`(?<![\\p{L}\\d])${escaped(golden)}(?![\\p{L}\\d])`, 'u').test(rest);
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
