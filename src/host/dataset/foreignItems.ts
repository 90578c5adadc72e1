import { say } from '../../core/common/sentence.ts';
import { basename } from 'node:path';
import { listIn } from '../../core/dataset/importedQuestion.ts';
import { UserError } from '../../core/common/userError.ts';
import { type LineReading, readLines } from '../files/readLines.ts';
import { readRegularBytes } from '../files/openRegular.ts';

/** A line of a file, or an element of the list that the file is; numbered from 1. */
export type ForeignItem = { readonly line: number } & (
  | { readonly text: string; readonly value?: never }
  | { readonly text?: never; readonly value: unknown }
);

/** Bytes of a JSON that is read whole; what is larger has to come line by line. */
const mostWhole = 256 << 20;
/** Elements that are handed on together. */
const itemsAtOnce = 1000;

/**
 * What another's dataset consists of: the lines of a JSONL, or where the whole file is one JSON, the
 * elements of its list.
 *
 * @throws UserError as `readLines` does, and for a JSON that is no list or too large.
 */
export async function* itemsOf(
  path: string,
  reading: LineReading,
): AsyncGenerator<readonly ForeignItem[]> {
  if (await isOneJson(path, reading.signal)) {
    yield* elementsOf(path, reading);
    return;
  }
  for await (const { from, texts } of readLines(path, reading)) {
    yield texts.map((text, at) => ({ line: from + at, text }));
  }
}

/** A list, or an object that goes on after its first line. */
async function isOneJson(path: string, signal: AbortSignal | undefined): Promise<boolean> {
  for await (const { texts } of readLines(path, { signal })) {
    const first = texts.map((text) => text.trim()).find((text) => text !== '');
    if (first === undefined) continue;
    return first.startsWith('[') || (!path.endsWith('.jsonl') && !isJson(first));
  }
  return false;
}

async function* elementsOf(
  path: string,
  { hash, onBytes, signal }: LineReading,
): AsyncGenerator<readonly ForeignItem[]> {
  const bytes = await readRegularBytes(path, { most: mostWhole });
  signal?.throwIfAborted();
  hash?.update(bytes);
  const text = bytes.toString('utf8');
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    // Of lines of JSON the first may be broken.
    const lines = text.split('\n').map((line, at) => ({ line: at + 1, text: line }));
    if (lines.some((line) => isJson(line.text))) {
      yield lines;
      return;
    }
    const why = error instanceof Error ? error.message : 'unreadable';
    throw new UserError(say('{0} is not valid JSON ({1}).', basename(path), why));
  }
  onBytes?.(bytes.length);
  const list = Array.isArray(json) ? (json as readonly unknown[]) : (listIn(json) ?? [json]);
  for (let at = 0; at < list.length; at += itemsAtOnce) {
    signal?.throwIfAborted();
    yield list.slice(at, at + itemsAtOnce).map((value, n) => ({ line: at + n + 1, value }));
  }
}

function isJson(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}
