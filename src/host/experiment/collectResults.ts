import { UserError } from '../../core/common/userError.ts';
import { readResults, writeResult } from './childResults.ts';
import { childThatCounts, findChildren, type Child } from './children.ts';
import type { OpenExperiment } from './experimentFolder.ts';

/**
 * Keeps the results of runs that have finished without a queue to see it: while it was killed, or elsewhere, by
 * hand.
 *
 * @returns what could not be read, in sentences
 */
export async function collectResults(
  open: OpenExperiment,
  children?: ReadonlyMap<string, readonly Child[]>,
): Promise<string[]> {
  const found = children ?? (await findChildren(open));
  const results = await readResults(open.folder);
  const problems: string[] = [];
  for (const { key } of open.grid.points) {
    if (results.has(key)) continue;
    const child = childThatCounts((found.get(key) ?? []).filter(({ isOwn }) => isOwn));
    if (child?.ended?.status !== 'finished') continue;
    try {
      await writeResult(open.folder, child, child.ended);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problems.push(`${child.id}: ${error.message}`);
    }
  }
  return problems;
}
