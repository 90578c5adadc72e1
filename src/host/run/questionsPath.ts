import { lstat } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { idIn } from '../../core/dataset/questionIds.ts';
import { isLink } from '../files/openRegular.ts';
import { readLines } from '../files/readLines.ts';
import { readRunRequest } from './runFolder.ts';
import { sha256OfFile } from '../files/readTextFile.ts';

/** Bytes of a dataset: a million questions have some 400 MB. */
const mostBytes = 4 * 1024 ** 3;

/**
 * The dataset that a run was made from while it is still the same, else the run's own copy of it.
 *
 * @throws UserError when the copy is a link
 */
export async function questionsPathOf(runFolder: string): Promise<string> {
  const { questions } = await readRunRequest(runFolder);
  const copy = join(runFolder, questions.path);
  if ((await lstat(copy).catch(() => undefined))?.isSymbolicLink()) throw isLink(copy);
  if (!isInWorkspaceOf(runFolder, questions.source)) return copy;
  const sha256 = await sha256OfFile(questions.source, { most: mostBytes }).catch(() => undefined);
  return sha256 === (questions.sourceSha256 ?? questions.sha256) ? questions.source : copy;
}

/**
 * A run's folder may name any file as its source, of this machine or (on Windows) of another, which looking
 * at it would sign in to. Only what lies in the same workspace is looked at, and only there is written.
 */
function isInWorkspaceOf(runFolder: string, source: string): boolean {
  const runs = dirname(runFolder);
  const isUsual = basename(runs) === 'runs' && basename(dirname(runs)) === '.cricket-lora';
  const inside = relative(isUsual ? dirname(dirname(runs)) : dirname(runs), source);
  return inside !== '' && inside.split(sep)[0] !== '..' && !/^([\\/]|[A-Za-z]:)/.test(inside);
}

/** 0-based line of a question in questions.jsonl; 0 where it is not there. */
export async function lineOfQuestion(path: string, id: string): Promise<number> {
  for await (const { from, texts } of readLines(path)) {
    const at = texts.findIndex((text) => text.includes(id) && idIn(text) === id);
    if (at >= 0) return from + at - 1;
  }
  return 0;
}

/** Where each question stands in questions.jsonl: id → 0-based line. */
export async function linesOfQuestions(
  path: string,
  ids: ReadonlySet<string>,
): Promise<ReadonlyMap<string, number>> {
  const lines = new Map<string, number>();
  for await (const { from, texts } of readLines(path))
    texts.forEach((text, at) => {
      const id = idIn(text);
      if (id !== undefined && ids.has(id) && !lines.has(id)) lines.set(id, from + at - 1);
    });
  return lines;
}
