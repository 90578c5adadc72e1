import { runProcess } from '../process/runProcess.ts';

/** Uuids of this machine's CUDA GPUs, less those that CUDA_VISIBLE_DEVICES hides. */
export async function gpusHere(): Promise<string[]> {
  try {
    const { exit, stdout } = await runProcess(
      'nvidia-smi',
      ['--query-gpu=index,uuid', '--format=csv,noheader'],
      { signal: AbortSignal.timeout(30_000) },
    );
    return exit === 0 ? visibleGpus(stdout, process.env.CUDA_VISIBLE_DEVICES) : [];
  } catch {
    return [];
  }
}

/**
 * @param listing lines of `INDEX, UUID`
 * @param visible indices, or beginnings of uuids, with commas between; CUDA stops at the first that is none
 */
export function visibleGpus(listing: string, visible: string | undefined): string[] {
  const all = [...listing.matchAll(/^\s*(\d+),\s*(GPU-[\w-]+)\s*$/gm)].map(
    ([, index = '', uuid = '']) => ({ index, uuid }),
  );
  if (visible === undefined) return all.map(({ uuid }) => uuid);
  const chosen: string[] = [];
  for (const word of visible.split(',').map((one) => one.trim())) {
    const found = all.find(
      ({ index, uuid }) => index === word || (word.startsWith('GPU-') && uuid.startsWith(word)),
    );
    if (found === undefined) break;
    chosen.push(found.uuid);
  }
  return chosen;
}
