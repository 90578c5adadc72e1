import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { importScript } from './script.ts';

interface Script {
  translateSchema(schema: unknown, translate: (text: string) => string): unknown;
}

let script: Script;
before(async () => {
  script = await importScript<Script>('schemas.mjs');
});
const loud = (schema: unknown): unknown =>
  script.translateSchema(schema, (text) => text.toUpperCase());

test('the texts of a schema are translated, however deep', () => {
  assert.deepEqual(
    loud({
      title: 'a',
      anyOf: [{ description: 'b' }, { items: { markdownDescription: 'c' } }],
      definitions: { one: { enum: ['x', 'y'], enumDescriptions: ['d', 'e'] } },
      additionalProperties: { pattern: 'p', patternErrorMessage: 'f', errorMessage: 'g' },
      defaultSnippets: [{ description: 'h', body: { description: 'x' } }],
    }),
    {
      title: 'A',
      anyOf: [{ description: 'B' }, { items: { markdownDescription: 'C' } }],
      definitions: { one: { enum: ['x', 'y'], enumDescriptions: ['D', 'E'] } },
      additionalProperties: { pattern: 'p', patternErrorMessage: 'F', errorMessage: 'G' },
      defaultSnippets: [{ description: 'H', body: { description: 'x' } }],
    },
  );
});

test('what a file may hold is not translated, nor keys that are called as a text is', () => {
  const schema = {
    $schema: 'http://x',
    required: ['title'],
    properties: {
      title: { const: 'x', default: 'x', examples: ['x'] },
      enum: { $ref: '#/definitions/title' },
    },
    default: { title: 'x' },
  };
  assert.deepEqual(loud(schema), schema);
  assert.deepEqual(loud({ properties: { enum: { description: 'a' } } }), {
    properties: { enum: { description: 'A' } },
  });
});
