import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import type * as v from 'valibot';
import { checkValue } from '../../src/core/common/checkValue.ts';
import { toolInputs, type ToolName } from '../../src/core/pages/toolInputs.ts';

interface Property {
  readonly type: 'string' | 'integer' | 'array';
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: Property;
  readonly description?: string;
  readonly default?: unknown;
}
interface ToolManifest {
  readonly name: ToolName;
  readonly toolReferenceName: string;
  readonly modelDescription: string;
  readonly when: string;
  readonly inputSchema: {
    readonly required?: readonly string[];
    readonly properties: Readonly<Record<string, Property>>;
  };
}
const { contributes } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  contributes: { languageModelTools: readonly ToolManifest[] };
};
const tools = contributes.languageModelTools;

/** The least and the most that a property takes. */
function fitting(of: Property): unknown[] {
  switch (of.type) {
    case 'string':
      return [of.minLength ?? 0, of.maxLength ?? 0].map((length) => 'x'.repeat(length));
    case 'integer':
      return [of.minimum, of.maximum];
    case 'array': {
      const [least, most] = of.items ? fitting(of.items) : [];
      return [new Array(of.minItems).fill(least), new Array(of.maxItems).fill(most)];
    }
  }
}

/** Just beyond either, and of another type. */
function unfitting(of: Property): unknown[] {
  switch (of.type) {
    case 'string':
      return [...(of.minLength ? [''] : []), 'x'.repeat((of.maxLength ?? 0) + 1), 1, null];
    case 'integer':
      return [(of.minimum ?? 0) - 1, (of.maximum ?? 0) + 1, 1.5, '1', null];
    case 'array': {
      const [least] = of.items ? fitting(of.items) : [];
      const wrong = of.items ? unfitting(of.items).map((one) => [one]) : [];
      return [[], new Array((of.maxItems ?? 0) + 1).fill(least), least, ...wrong];
    }
  }
}

describe('tools for language models', () => {
  test('each that the code knows is described', () => {
    assert.deepEqual(tools.map(({ name }) => name).sort(), Object.keys(toolInputs).sort());
    assert.equal(new Set(tools.map((tool) => tool.toolReferenceName)).size, tools.length);
  });
  test('one that starts or loads something is offered in trusted folders only', () => {
    const anywhere = tools.filter(({ when }) => !when.includes('isWorkspaceTrusted'));
    assert.deepEqual(
      anywhere.map(({ name }) => name),
      ['cricketLora_generate_dataset', 'cricketLora_failed_facts'],
    );
  });
  for (const { name, modelDescription, inputSchema } of tools) {
    const { properties, required = [] } = inputSchema;
    const check = (input: object) =>
      checkValue(toolInputs[name] as v.GenericSchema<unknown, object>, input);
    const least = Object.fromEntries(
      required.map((key) => [key, fitting(properties[key] ?? assert.fail(key))[0]]),
    );
    test(`${name}: the code takes what its schema says`, () => {
      assert.deepEqual(
        Object.keys(properties).sort(),
        Object.keys(toolInputs[name].entries).sort(),
      );
      assert.equal(check(least).problem, undefined);
      for (const key of required) assert.ok(check({ ...least, [key]: undefined }).problem, key);
      for (const [key, property] of Object.entries(properties)) {
        for (const value of fitting(property))
          assert.equal(check({ ...least, [key]: value }).problem, undefined, key);
        for (const value of unfitting(property))
          assert.ok(check({ ...least, [key]: value }).problem, `${key}: ${JSON.stringify(value)}`);
        if ('default' in property)
          assert.equal((check(least).value as Record<string, unknown>)[key], property.default);
      }
    });
    test(`${name}: a model learns what it does, returns and takes`, () => {
      assert.ok(modelDescription.length > 200 && modelDescription.length < 1000);
      assert.match(modelDescription, /return|says/i);
      for (const { description } of Object.values(properties)) assert.ok(description);
    });
  }
});
