/** A stretch of text that two texts share, or that only one of them has. */
export interface Segment {
  readonly text: string;
  readonly shared: boolean;
}

/** Longest texts that are compared character by character; of longer ones only begin and end are. */
const compared = 100;

/**
 * Marks, in each of two texts, the characters that the other lacks: by a longest common subsequence
 * over code points, or for long texts by common beginning and end.
 */
export function diffCharacters(
  golden: string,
  output: string,
): { golden: Segment[]; output: Segment[] } {
  const left = Array.from(golden);
  const right = Array.from(output);
  const start = commonStart(left, right);
  const end = commonEnd(left, right, start);
  const leftShared = left.map((_, at) => at < start || at >= left.length - end);
  const rightShared = right.map((_, at) => at < start || at >= right.length - end);
  const leftRest = left.slice(start, left.length - end);
  const rightRest = right.slice(start, right.length - end);
  if (leftRest.length <= compared && rightRest.length <= compared)
    for (const [a, b] of commonSubsequence(leftRest, rightRest)) {
      leftShared[start + a] = true;
      rightShared[start + b] = true;
    }
  return { golden: segments(left, leftShared), output: segments(right, rightShared) };
}

function commonStart(left: readonly string[], right: readonly string[]): number {
  const shorter = Math.min(left.length, right.length);
  let at = 0;
  while (at < shorter && left[at] === right[at]) at++;
  return at;
}

function commonEnd(left: readonly string[], right: readonly string[], start: number): number {
  const shorter = Math.min(left.length, right.length) - start;
  let count = 0;
  while (count < shorter && left.at(-1 - count) === right.at(-1 - count)) count++;
  return count;
}

/** Pairs of places that hold the same character, both ascending, as many as there can be. */
function commonSubsequence(left: readonly string[], right: readonly string[]): [number, number][] {
  const width = right.length + 1;
  const lengths = new Uint16Array((left.length + 1) * width);
  const lengthAt = (a: number, b: number): number => lengths[a * width + b] ?? 0;
  for (let a = left.length - 1; a >= 0; a--)
    for (let b = right.length - 1; b >= 0; b--)
      lengths[a * width + b] =
        left[a] === right[b]
          ? lengthAt(a + 1, b + 1) + 1
          : Math.max(lengthAt(a + 1, b), lengthAt(a, b + 1));
  const pairs: [number, number][] = [];
  for (let a = 0, b = 0; a < left.length && b < right.length;) {
    if (left[a] === right[b]) pairs.push([a++, b++]);
    else if (lengthAt(a + 1, b) >= lengthAt(a, b + 1)) a++;
    else b++;
  }
  return pairs;
}

function segments(characters: readonly string[], shared: readonly boolean[]): Segment[] {
  const found: { text: string; shared: boolean }[] = [];
  characters.forEach((character, at) => {
    const last = found.at(-1);
    const isShared = shared[at] ?? false;
    if (last?.shared === isShared) last.text += character;
    else found.push({ text: character, shared: isShared });
  });
  return found;
}
