import { diffChars } from 'diff';

/** A stretch of text that two texts share, or that only one of them has. */
export interface Segment {
  readonly text: string;
  readonly shared: boolean;
}

/** Texts that differ in more characters than this are not aligned: it takes time quadratic in it. */
const maxEditLength = 2000;

/** Marks, in each of two texts, the characters that the other lacks; whole code points. */
export function diffCharacters(
  golden: string,
  output: string,
): { golden: Segment[]; output: Segment[] } {
  const changes = diffChars(golden, output, { maxEditLength });
  if (!changes) {
    return { golden: [{ text: golden, shared: false }], output: [{ text: output, shared: false }] };
  }
  const segment = ({ value, added, removed }: (typeof changes)[number]): Segment => ({
    text: value,
    shared: !added && !removed,
  });
  return {
    golden: changes.filter(({ added }) => !added).map(segment),
    output: changes.filter(({ removed }) => !removed).map(segment),
  };
}
