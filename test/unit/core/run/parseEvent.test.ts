import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { spoken } from '../../../../src/core/common/sentence.ts';
import { parseEvent } from '../../../../src/core/run/parseEvent.ts';
import { initialRunState, reduceRun } from '../../../../src/core/run/runState.ts';

const envelope = '"v":1,"seq":0,"time":"2026-11-23T03:00:00Z"';
const lines = readFileSync('test/fixtures/events.jsonl', 'utf8').trim().split('\n');

test('reads every event of the fixture as it stands', () => {
  for (const line of lines) assert.deepEqual(parseEvent(line).value, JSON.parse(line));
});

test('names what is wrong with a line', () => {
  const cases: [string, RegExp][] = [
    ['{"v":1,"seq":0', /not JSON/],
    ['[]', /not an object/],
    ['{"type":"toString"}', /type is unknown/],
    ['{"type":"phase","v":2}', /^v: 1 is expected, not 2$/],
    ['{"type":"phase","v":1,"seq":-1}', /^seq: /],
    ['{"type":"phase","v":1,"seq":0}', /^time: /],
    ['{"type":"phase","v":1,"seq":0,"time":"soon","phase":"training"}', /^time: no moment/],
    [`{"type":"phase",${envelope}}`, /^phase: /],
    [`{"type":"phase",${envelope},"phase":"resting"}`, /^phase: /],
  ];
  for (const [line, problem] of cases)
    assert.match(spoken(parseEvent(line).problem ?? ''), problem);
});

test('looks into what is nested, and takes nothing along that it does not know', () => {
  const started = JSON.parse(lines[0] ?? '') as Record<string, object>;
  const cases: [string, object][] = [
    ['device', { name: { toString: 'x' } }],
    ['device', { memoryBytes: '1' }],
    ['versions', { torch: ['2'] }],
    ['questions', { train: -1 }],
    ['parameters', { base: 0.5 }],
    ['resolved', { rank: { nested: {} } }],
    ['resolved', { rank: 'a\u0000b' }],
  ];
  for (const [name, damage] of cases) {
    const line = JSON.stringify({ ...started, [name]: { ...started[name], ...damage } });
    assert.match(spoken(parseEvent(line).problem ?? ''), new RegExp(`^${name}\\.`), line);
  }
  const more = { ...started, extra: 1, device: { ...started.device, extra: 1 } };
  assert.deepEqual(parseEvent(JSON.stringify(more)).value, started);
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
      const { value: event } = parseEvent(line);
      if (event) assert.ok(reduceRun(initialRunState, event).lastSeq >= 0);
    }),
  );
});
