import { join } from 'node:path';
import { idIn } from '../../core/dataset/questionIds.ts';
import { readLines } from '../files/readLines.ts';
import { readRunRequest } from './runFolder.ts';
import { sha256OfFile } from '../files/readTextFile.ts';

/** The dataset that a run was made from while it is still the same, else the run's own copy of it. */
export async function questionsPathOf(runFolder: string): Promise<string> {
  const { questions } = await readRunRequest(runFolder);
  const sha256 = await sha256OfFile(questions.source).catch(() => undefined);
  return sha256 === (questions.sourceSha256 ?? questions.sha256)
    ? questions.source
    : join(runFolder, questions.path);
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
