import { diffCharacters, type Segment } from '../../src/core/evaluation/diffCharacters.ts';
import type { Verdict } from '../../src/core/evaluation/verdict.ts';
import { element } from './element.ts';
import { visibleText } from './visibleText.ts';

interface Answer {
  readonly golden: string;
  readonly output: string;
  readonly verdict: Verdict;
}

/** The characters that golden and output share; all of them where the output is exact. */
export function differenceOf({
  golden,
  output,
  verdict,
}: Answer): ReturnType<typeof diffCharacters> {
  if (verdict !== 'exact') return diffCharacters(golden, output);
  const whole = [{ text: golden, shared: true }];
  return { golden: whole, output: whole };
}

/** Text nodes, and underlined those that the other lacks. */
export const marked = (segments: readonly Segment[]): Node[] =>
  segments.map(({ text, shared }) =>
    shared
      ? document.createTextNode(visibleText(text))
      : element('span', 'differs', visibleText(text)),
  );
