import { say, type Text } from '../../core/common/sentence.ts';
/** What people take for a CSV at times, by how it begins; undefined for anything that may be one. */
export function otherFormatOf(beginning: Buffer): Text | undefined {
  const begins = (...bytes: number[]): boolean =>
    beginning.subarray(0, bytes.length).equals(Buffer.from(bytes));
  if (begins(0x50, 0x4b, 0x03, 0x04)) return say('a workbook or another archive');
  if (begins(0xd0, 0xcf, 0x11, 0xe0)) return say('an old workbook');
  if (begins(0x1f, 0x8b)) return say('compressed bytes');
  const text = beginning.toString('latin1', 0, 1000).trimStart();
  if (/^<(!doctype|html|\?xml)\b/i.test(text)) return say('HTML or XML');
  return /^(\[\s*)?\{\s*"[^"]*"\s*:/.test(text) ? 'JSON' : undefined;
}
