import { mkdtempSync, readdirSync, lstatSync, readFileSync, rmSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';

/**
 * How many of each fuzzed attack: a few within the usual tests, thousands with `npm run attacks`.
 */
export const attempts = (few: number): number => Number(process.env.ATTACKS ?? few);

const tally = new Map<string, { tried: number; held: number }>();

/** Counts an attempt; what it did not hold throws, and is then not counted as held. */
export async function holds<Value>(
  kind: string,
  check: () => Value | Promise<Value>,
): Promise<Value> {
  const counts = tally.get(kind) ?? { tried: 0, held: 0 };
  tally.set(kind, counts);
  counts.tried++;
  const value = await check();
  counts.held++;
  return value;
}

after(() => {
  for (const [kind, { tried, held }] of tally) {
    console.log(`attack: ${kind}: ${tried} tried, ${held} held`);
  }
});

/** A folder with something precious in it, of which any change is noticed. */
export class Treasure {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'treasure-')));

  /** Names, kinds, and contents. */
  picture(except?: string): string {
    const look = (path: string): string[] =>
      readdirSync(path, { withFileTypes: true })
        .sort((a, b) => (a.name < b.name ? -1 : 1))
        .flatMap((entry) => {
          const at = join(path, entry.name);
          if (at === except) return [];
          if (entry.isDirectory()) return [`${at}/`, ...look(at)];
          const state = lstatSync(at);
          return [`${at} ${state.mode} ${entry.isFile() ? readFileSync(at, 'latin1') : state.ino}`];
        });
    return look(this.folder).join('\n');
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Milliseconds of processor time that this process has taken, however busy the machine is with others. */
export function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** The most work meanwhile between two turns of the event loop, in milliseconds of processor time. */
export async function longestFreeze(work: () => Promise<unknown>): Promise<number> {
  let last = processorTime();
  let longest = 0;
  const timer = setInterval(() => {
    const now = processorTime();
    longest = Math.max(longest, now - last);
    last = now;
  }, 5);
  try {
    await work();
    await new Promise((resolve) => setTimeout(resolve, 10));
  } finally {
    clearInterval(timer);
  }
  return longest;
}
