import { say } from '../../core/common/sentence.ts';
import { lstat } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { idIn } from '../../core/dataset/questionIds.ts';
import { UserError } from '../../core/common/userError.ts';
import { isLink } from '../files/openRegular.ts';
import { readLines } from '../files/readLines.ts';
import { readRunRequest } from './runFolder.ts';
import { sha256OfFile } from '../files/readTextFile.ts';

/** Maximum size of a dataset in bytes: a million questions have some 400 MB. */
const mostBytes = 4 * 1024 ** 3;

/**
 * The dataset that a run was made from if it is unchanged, else the run's own copy.
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
 * Where a run's questions came from, to look for their table beside it.
 *
 * @throws UserError when that is outside of the run's workspace
 */
export async function questionsSourceOf(runFolder: string): Promise<string> {
  const { source } = (await readRunRequest(runFolder)).questions;
  if (isInWorkspaceOf(runFolder, source)) return source;
  throw new UserError(
    say(
      'The questions of {0} were not made in this workspace, but from {1}.',
      basename(runFolder),
      source,
    ),
  );
}

/**
 * A run's folder may name any source file, even (on Windows) one on another machine, where merely
 * opening it would sign in. Only files in the same workspace are opened, and only there is written.
 */
function isInWorkspaceOf(runFolder: string, source: string): boolean {
  const runs = dirname(runFolder);
  const isUsual = basename(runs) === 'runs' && basename(dirname(runs)) === '.cricket-lora';
  const inside = relative(isUsual ? dirname(dirname(runs)) : dirname(runs), source);
  return inside !== '' && inside.split(sep)[0] !== '..' && !/^([\\/]|[A-Za-z]:)/.test(inside);
}

/** 0-based line of a question in questions.jsonl; 0 if it is missing. */
export async function lineOfQuestion(path: string, id: string): Promise<number> {
  for await (const { from, texts } of readLines(path)) {
    const at = texts.findIndex((text) => text.includes(id) && idIn(text) === id);
    if (at >= 0) return from + at - 1;
  }
  return 0;
}

/** Maps the ids of questions to 0-based lines of questions.jsonl. */
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
