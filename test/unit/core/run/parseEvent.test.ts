import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseEvent } from '../../../../src/core/run/parseEvent.ts';
import { initialRunState, reduceRun } from '../../../../src/core/run/runState.ts';

const lines = readFileSync('test/fixtures/events.jsonl', 'utf8').trim().split('\n');

test('reads every event of the fixture as it stands', () => {
  for (const line of lines) assert.deepEqual(parseEvent(line).event, JSON.parse(line));
});

test('names what is wrong with a line', () => {
  const cases: [string, RegExp][] = [
    ['{"v":1,"seq":0', /not JSON/],
    ['[]', /not an object/],
    ['{"v":2}', /not version 1/],
    ['{"v":1,"seq":-1}', /seq/],
    ['{"v":1,"seq":0}', /time/],
    ['{"v":1,"seq":0,"time":"","type":"toString"}', /type/],
    ['{"v":1,"seq":0,"time":"","type":"phase"}', /phase is not a string/],
  ];
  for (const [line, problem] of cases) assert.match(parseEvent(line).problem ?? '', problem);
});

test('survives any line: it is refused, or the reducer can use it', () => {
  const key = fc.oneof(fc.string(), fc.constantFrom('v', 'seq', 'time', 'type', 'step', 'loss'));
  const damaged = fc
    .tuple(fc.constantFrom(...lines), key, fc.jsonValue())
    .map(([line, name, value]) =>
      JSON.stringify({ ...(JSON.parse(line) as object), [name]: value }),
    );
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json(), damaged), (line) => {
      const { event } = parseEvent(line);
      if (event) assert.ok(reduceRun(initialRunState, event).lastSeq >= 0);
    }),
  );
});
