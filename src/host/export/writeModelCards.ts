import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { modelCard, type CardSubject } from '../../core/pages/modelCard.ts';
import type { RunState } from '../../core/run/runState.ts';
import { evaluateRun } from '../evaluation/evaluateRun.ts';
import { exists } from '../files/exists.ts';
import { writeAtomically } from '../files/writeAtomically.ts';
import { readParities } from '../onnx/checkParity.ts';
import { requirePlainFolder } from '../run/plainFolder.ts';

const subjects: readonly CardSubject[] = ['adapter', 'merged', 'gguf'];

/**
 * Writes README.md into each folder of a run that can be taken away, over PEFT's empty one.
 *
 * @throws UserError where the run has not answered its questions, or holds links
 */
export async function writeModelCards(
  runFolder: string,
  state: Pick<RunState, 'started' | 'sideEffects' | 'finish' | 'epoch'>,
): Promise<void> {
  await requirePlainFolder(runFolder);
  const { request, ...evaluation } = await evaluateRun(runFolder);
  const parities = await readParities(runFolder);
  const inGguf = await readdir(join(runFolder, 'gguf')).catch((): string[] => []);
  const gguf = inGguf.filter((name) => name.endsWith('.gguf')).sort();
  const card = {
    ...{ request, evaluation, state, parities, gguf },
    hasModelfile: inGguf.includes('Modelfile'),
  };
  for (const subject of subjects) {
    const folder = join(runFolder, subject);
    if (await exists(folder))
      await writeAtomically(join(folder, 'README.md'), modelCard(subject, card));
  }
}
