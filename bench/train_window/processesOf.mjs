import { readdirSync, readFileSync } from 'node:fs';

/**
 * The processes that train a run, as Linux tells: torchrun gives each its rank and their number.
 *
 * @param {string} run its folder
 * @returns {{launcher: string, worldSize: number, ranks: number[], pids: number[]}}
 */
export function processesOf(run) {
  const found = { launcher: '', worldSize: 1, ranks: [], pids: [] };
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    let words, variables;
    try {
      words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
      variables = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
    } catch {
      continue; // It has ended meanwhile, or is another user's.
    }
    if (!words.some((word) => word.startsWith(run))) continue;
    if (words.includes('torch.distributed.run')) {
      found.launcher = words.filter((word) => word !== '').join(' ');
      continue;
    }
    const value = (name) =>
      variables.find((line) => line.startsWith(`${name}=`))?.slice(name.length + 1);
    // A process of its own that is no peer, such as a data loader's, has no rank.
    found.worldSize = Number(value('WORLD_SIZE') ?? 1);
    found.ranks.push(Number(value('RANK') ?? 0));
    found.pids.push(Number(pid));
  }
  found.ranks = [...new Set(found.ranks)].sort();
  return found;
}
