import assert from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'node:test';
import { ByteWriter, partOf } from '../../../../src/core/dataset/byteWriter.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

test('texts, bytes and numbers come out one after the other, in UTF-8', () => {
  const part = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.record({ again: fc.string({ unit: 'binary' }) }),
    fc.maxSafeNat(),
    fc.uint8Array(),
    fc.constantFrom('é', '한글', '🏏', 'x'.repeat(70_000)),
  );
  fc.assert(
    fc.property(fc.array(part), (parts) => {
      const writer = new ByteWriter();
      const expected: number[] = [];
      for (const one of parts) {
        if (typeof one === 'string') writer.putText(one);
        else if (typeof one === 'number') writer.putNumber(one);
        else if (one instanceof Uint8Array) writer.putBytes(one, 0, one.length);
        else writer.put(partOf(one.again));
        const text = typeof one === 'object' && 'again' in one ? one.again : String(one);
        for (const byte of one instanceof Uint8Array ? one : encode(text)) expected.push(byte);
      }
      assert.equal(writer.length, expected.length);
      const copy = new ByteWriter();
      copy.putAllOf(writer);
      assert.deepEqual(copy.take(), Uint8Array.from(expected));
      assert.deepEqual(writer.take(), Uint8Array.from(expected));
      assert.equal(writer.length, 0);
    }),
  );
});
