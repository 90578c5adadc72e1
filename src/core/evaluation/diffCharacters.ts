import { diffChars } from 'diff';

/** A part of a text, and whether the other text has it too. */
export interface Segment {
  readonly text: string;
  readonly shared: boolean;
}

/** Beyond this many differences texts are not aligned: the time is quadratic in their number. */
const maxEditLength = 2000;

/** Splits two texts into shared and differing parts, by code points. */
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
