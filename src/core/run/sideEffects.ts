import * as v from 'valibot';
import { line, text } from '../common/schemas.ts';
import { counted } from '../common/counted.ts';
import { formatCount, formatShare } from '../common/formatNumbers.ts';
import { translate, type Translate } from '../common/translate.ts';
import { isSmall, rehearsedRate } from '../recipe/baseSize.ts';
import type { SideEffectsEvent, StartedEvent } from './events.ts';

const sideEffectVerdicts = ['broken', 'changed', 'same'] as const;

const effect = v.object({
  id: line(200),
  kind: line(100),
  prompt: text(20_000),
  base: text(20_000),
  adapted: text(20_000),
  verdict: v.picklist(sideEffectVerdicts),
  good: v.exactOptional(v.boolean()),
});

/** A prompt that has nothing to do with the table, and what base and adapter answer: a line of side_effects.jsonl. */
export type SideEffect = v.InferOutput<typeof effect>;

const effectLine = v.pipe(v.string(), v.parseJson(), effect);

/** Lines that cannot be read are left out. Broken ones come first, then changed ones. */
export function parseSideEffects(file: string): SideEffect[] {
  const effects = file.split('\n').flatMap((one) => {
    const parsed = v.safeParse(effectLine, one);
    return parsed.success ? [parsed.output] : [];
  });
  const rank = ({ verdict }: SideEffect): number => sideEffectVerdicts.indexOf(verdict);
  return effects.sort((a, b) => rank(a) - rank(b));
}

type Counts = Omit<SideEffectsEvent, 'v' | 'seq' | 'time' | 'type'>;

/** Share of the prompts that are answered as before, or as well. */
export const keptShare = ({ probes, same, asGood }: Counts): number | undefined =>
  probes > 0 ? (same + asGood) / probes : undefined;

/** `everything else 95 % kept`, beside a run's score. */
export const sideEffectsInShort = (
  { probes, same, asGood }: Counts,
  t: Translate = translate,
): string => t('everything else {0} kept', formatShare(same + asGood, probes));

/** The same in sentences. */
export function describeSideEffects(counts: Counts, t: Translate = translate): string[] {
  const { probes, same, changed, broken, asGood, perplexityBase, perplexityAdapted } = counts;
  return [
    t(
      'Of {0} unrelated to the table, {1} got the answer of the base, {2} another one ({3} of them as good), and {4} a broken one.',
      counted(probes, 'prompt', t),
      ...[same, changed, asGood, broken].map(formatCount),
    ),
    t(
      'Perplexity of a page of plain English: {0}, of the base alone {1}.',
      perplexityAdapted.toPrecision(4),
      perplexityBase.toPrecision(4),
    ),
  ];
}

/** Where so many are kept, nothing is to be done. */
const keptWell = 0.9;

/**
 * What would keep more of the rest; undefined where enough is kept, the base is too small to be kept, or
 * nothing is known to help.
 *
 * @param started what the trainer said it used
 */
export function adviceOnSideEffects(
  counts: Counts,
  started: Pick<StartedEvent, 'parameters' | 'resolved'> | undefined,
  t: Translate = translate,
): string | undefined {
  if (started === undefined || isSmall(started.parameters.base)) return undefined;
  if ((keptShare(counts) ?? 1) >= keptWell) return undefined;
  const { rehearsal, learningRate } = started.resolved;
  if (rehearsal === 0)
    return t(
      "To keep more of what the base knew, set cricketLora.recipe.rehearsal to 'auto' and train again.",
    );
  if (typeof learningRate !== 'number' || learningRate <= rehearsedRate) return undefined;
  return t(
    "To keep more of what the base knew, set cricketLora.recipe.learningRate (now {0}) to 'auto', which is {1} at most with rehearsal, and train again.",
    String(learningRate),
    String(rehearsedRate),
  );
}
