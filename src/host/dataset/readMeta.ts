import { dirname, join } from 'node:path';
import { readJsonObject } from '../files/readJsonObject.ts';

/** Of questions.meta.json beside questions.jsonl; undefined where it is missing or cannot be read. */
export const readMeta = (questionsPath: string): ReturnType<typeof readJsonObject> =>
  readJsonObject(join(dirname(questionsPath), 'questions.meta.json'), { most: mostBytes }).catch(
    () => undefined,
  );

/** What was left out of a table is listed in it. */
const mostBytes = 16 << 20;
