import { sha256OfFile } from '../files/readTextFile.ts';
import { readMeta } from './readMeta.ts';

/** Whether a questions.jsonl is unedited: its hash is the one that its questions.meta.json recorded. */
export async function isAsGenerated(questionsPath: string): Promise<boolean> {
  const { questions } = (await readMeta(questionsPath)) ?? {};
  const written =
    typeof questions === 'object' && questions !== null && 'sha256' in questions
      ? questions.sha256
      : undefined;
  if (typeof written !== 'string') return false;
  return (await sha256OfFile(questionsPath).catch(() => undefined)) === written;
}
