import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { UserError } from '../../../../src/core/common/userError.ts';
import { readLines } from '../../../../src/host/files/readLines.ts';
import { temporaryFolder } from './temporaryFolder.ts';

test('lines equal those of the whole text, wherever chunks end', async (t) => {
  const path = join(await temporaryFolder(t), 'a.jsonl');
  const line = fc.string({ unit: 'binary', maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(fc.array(line), fc.nat(3), async (lines, pad) => {
      // Long enough for several chunks, which end within characters.
      const text = ['x'.repeat(65_534 + pad), '한글'.repeat(12_000), ...lines].join('\n');
      await writeFile(path, text);
      const hash = createHash('sha256');
      let bytes = 0;
      const read: string[] = [];
      for await (const { from, texts } of readLines(path, {
        hash,
        onBytes: (count) => (bytes += count),
      })) {
        assert.equal(from, read.length + 1);
        read.push(...texts);
      }
      assert.deepEqual(read, text.split('\n'));
      assert.equal(bytes, Buffer.byteLength(text));
      assert.equal(hash.digest('hex'), createHash('sha256').update(text).digest('hex'));
    }),
    { numRuns: 20 },
  );
});

test('a byte order mark is dropped; files that are not text are rejected', async (t) => {
  const path = join(await temporaryFolder(t), 'a.jsonl');
  const all = async () => {
    const texts: string[] = [];
    for await (const lines of readLines(path)) texts.push(...lines.texts);
    return texts;
  };
  await writeFile(path, '\uFEFFa\nb');
  assert.deepEqual(await all(), ['a', 'b']);
  await writeFile(path, Buffer.of(0x61, 0xff));
  await assert.rejects(all(), /a\.jsonl is not UTF-8/);
  await writeFile(path, `a\n${'x'.repeat(17 * 1024 * 1024)}`);
  await assert.rejects(all(), (error) => {
    return error instanceof UserError && error.message.includes('line 2: more than 16 million');
  });
  const aborted = async () => {
    for await (const lines of readLines(path, { signal: AbortSignal.abort() })) assert.ok(lines);
  };
  await assert.rejects(aborted(), { name: 'AbortError' });
});
