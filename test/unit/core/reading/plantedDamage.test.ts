import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { generateQuestions } from '../../../../src/core/dataset/generateQuestions.ts';
import { parsePhrasings } from '../../../../src/core/dataset/phrasings.ts';
import { askedOf, goldenOf, type Question } from '../../../../src/core/dataset/question.ts';
import { parseTable, type Row, type Table } from '../../../../src/core/table/table.ts';
import { type PlantedTable, plantedTable } from './plantedTable.ts';

const phrasings = parsePhrasings(readFileSync('data/phrasings.json', 'utf8'), 'phrasings.json');
const tables = 120;
const seed = fc.integer({ min: 1, max: 2 ** 31 - 1 });

const quoted = (cell: string): string =>
  /[",\n]/.test(cell) ? `"${cell.replace(/"/g, '""')}"` : cell;
const textOf = ({ header, rows }: PlantedTable): string =>
  [header, ...rows].map((cells) => `${cells.map(quoted).join(',')}\n`).join('');

test('of damage planted in generated tables nearly all is caught, and hardly anything else', (t) => {
  const seen = { planted: 0, caught: 0, sound: 0, alarms: 0 };
  const missed = new Map<string, number>();
  const alarms = new Map<string, number>();
  const count = (map: Map<string, number>, key: string) => map.set(key, (map.get(key) ?? 0) + 1);
  fc.assert(
    fc.property(seed, (at) => {
      const planted = plantedTable(at);
      const { name, header, rows } = planted;
      const table = parseTable(textOf(planted), { name });
      const { questions, meta } = generateQuestions(table, phrasings);
      const asked = new Set(questions.map(({ source }) => `${source.row}/${source.column}`));
      const columns = new Set(meta.reading.asked.map(({ column }) => column));
      rows.forEach((cells, row) => {
        const isNameless = planted.names.some((index) => planted.damaged[row]?.[index]);
        cells.forEach((cell, index) => {
          const isAsked = asked.has(`${row + 1}/${header[index] ?? ''}`);
          if (planted.damaged[row]?.[index]) {
            const isCaught = planted.names.includes(index)
              ? ![...columns].some((column) => asked.has(`${row + 1}/${column}`))
              : !isAsked;
            seen.planted++;
            if (isCaught) seen.caught++;
            else count(missed, `${header[index] ?? ''}: ${cell}`);
          } else if (columns.has(header[index] ?? '') && !isNameless) {
            seen.sound++;
            if (isAsked) return;
            seen.alarms++;
            count(alarms, `${header[index] ?? ''}: ${cell}`);
          }
        });
      });
    }),
    { numRuns: tables, seed: 19, endOnFailure: true },
  );
  const recall = seen.caught / seen.planted;
  const alarm = seen.alarms / seen.sound;
  const first = (map: Map<string, number>) =>
    [...map]
      .sort(([, a], [, b]) => b - a)
      .slice(0, 12)
      .map(([what, n]) => `${n} × ${what}`)
      .join('; ');
  t.diagnostic(
    `${seen.caught} of ${seen.planted} damaged cells are caught (${(100 * recall).toFixed(2)} %)`,
  );
  t.diagnostic(
    `${seen.alarms} of ${seen.sound} sound cells raise an alarm (${(100 * alarm).toFixed(3)} %)`,
  );
  assert.ok(seen.planted > 10 * tables);
  assert.ok(recall >= 0.95, `missed: ${first(missed)}`);
  assert.ok(alarm <= 0.01, `false alarms: ${first(alarms)}`);
});

test('every golden is its cell, no question holds its answer or is asked of two facts', () => {
  fc.assert(
    fc.property(seed, (at) => {
      const planted = plantedTable(at);
      const table = parseTable(textOf(planted), { name: planted.name });
      const { questions } = generateQuestions(table, phrasings);
      const byRow = new Map(table.rows.map((row) => [row.row, row]));
      const factOf = new Map<string, string>();
      for (const question of questions) {
        const row = byRow.get(question.source.row);
        assert.ok(row);
        assert.equal(cellOf(table, row, question), goldenOf(question), question.id);
        const asked = askedOf(question);
        assert.equal(factOf.get(asked) ?? question.fact, question.fact, asked);
        factOf.set(asked, question.fact);
        assert.ok(!holdsAnswer(question), `${asked} ${goldenOf(question)}`);
        assert.ok(asked.includes(row.name), asked);
        assert.ok(asked.includes(row.context), asked);
      }
    }),
    { numRuns: tables, seed: 20, endOnFailure: true },
  );
});

const cellOf = (table: Table, row: Row, { source }: Question): string | undefined => {
  const column = table.columns.find(({ name }) => name === source.column);
  return column && row.cell(column.index).trim();
};

/** Figures of three digits happen to be in names and phrasings, as do the answers yes and no. */
function holdsAnswer(question: Question): boolean {
  const golden = goldenOf(question);
  if (golden.length < 4 || !askedOf(question).includes(golden)) return false;
  if (/^(?:true|false)$/i.test(golden)) return false;
  const alone = golden.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?<![\\p{L}\\d])${alone}(?![\\p{L}\\d])`, 'u').test(askedOf(question));
}
