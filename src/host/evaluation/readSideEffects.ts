import { join } from 'node:path';
import { parseSideEffects, type SideEffect } from '../../core/run/sideEffects.ts';
import { readRegular } from '../files/openRegular.ts';

/** Some 200 probes of two answers take 100 KB. */
const mostBytes = 8 << 20;

/** What a run measured; none where it measured nothing, or the file cannot be read. */
export async function readSideEffects(runFolder: string): Promise<SideEffect[]> {
  const path = join(runFolder, 'side_effects.jsonl');
  const text = await readRegular(path, { below: runFolder, most: mostBytes }).catch(() => '');
  return parseSideEffects(text);
}
