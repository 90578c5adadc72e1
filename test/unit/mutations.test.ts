import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';

interface Mutation {
  readonly what: string;
  readonly file: string;
  readonly from: string;
}

test('each guard that a mutation takes away stands where the mutation looks for it', async () => {
  const list = pathToFileURL(resolve('scripts/mutations.mjs')).href;
  const { mutations } = (await import(list)) as { readonly mutations: readonly Mutation[] };
  assert.ok(mutations.length >= 15);
  for (const { what, file, from } of mutations) {
    assert.ok(
      readFileSync(file, 'utf8').includes(from),
      `${what}: ${file} no longer holds ${from}`,
    );
  }
});
