import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { idIn } from '../../core/dataset/questionIds.ts';
import { piecesOf } from '../files/openRegular.ts';
import { readLines } from '../files/readLines.ts';

/** Of a copy and of what it was taken from, in hexadecimal. */
export interface CopiedQuestions {
  readonly sha256: string;
  readonly sourceSha256: string;
}

/**
 * Copies a questions.jsonl byte by byte, or the lines of some ids unchanged, piece by piece. `to` must
 * not exist.
 */
export async function copyQuestions(
  from: string,
  to: string,
  only?: ReadonlySet<string>,
): Promise<CopiedQuestions> {
  const source = createHash('sha256');
  const copy = createHash('sha256');
  const file = await open(to, 'wx');
  try {
    for await (const piece of only === undefined
      ? wholeOf(from, source)
      : linesOf(from, only, source)) {
      copy.update(piece);
      await file.writeFile(piece);
    }
  } finally {
    await file.close();
  }
  return { sha256: copy.digest('hex'), sourceSha256: source.digest('hex') };
}

async function* wholeOf(path: string, hash: ReturnType<typeof createHash>): AsyncGenerator<Buffer> {
  for await (const bytes of piecesOf(path)) {
    hash.update(bytes);
    yield bytes;
  }
}

async function* linesOf(
  path: string,
  only: ReadonlySet<string>,
  hash: ReturnType<typeof createHash>,
): AsyncGenerator<Buffer> {
  for await (const { texts } of readLines(path, { hash })) {
    const wanted = texts.filter((text) => only.has(idIn(text) ?? ''));
    if (wanted.length > 0) yield Buffer.from(wanted.map((text) => `${text}\n`).join(''));
  }
}
