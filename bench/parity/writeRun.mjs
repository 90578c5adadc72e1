import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

/** A run folder that waits for the trainer, of the preset `recall`; returns `folder`. */
export async function writeRun(folder, { base, questions, presets }) {
  await mkdir(folder, { recursive: true });
  const text = await readFile(questions);
  await writeFile(join(folder, 'questions.jsonl'), text);
  const { recall } = JSON.parse(await readFile(presets, 'utf8'));
  const request = {
    v: 1,
    id: basename(folder),
    created: new Date().toISOString(),
    operation: 'train',
    base,
    questions: {
      path: 'questions.jsonl',
      sha256: createHash('sha256').update(text).digest('hex'),
      source: questions,
    },
    recipe: recall,
    target: 'local',
    versions: {},
  };
  await writeFile(join(folder, 'run.json'), JSON.stringify(request));
  return folder;
}
