import type { Form } from './columnForm.ts';
import type { DamageContext } from './damage.ts';
import type { HeaderCells } from './findDomain.ts';
import type { Statistic } from './knownStatistics.ts';

/** What counts as damage in a column: where letters and digits mix anyway, a zero among letters is none. */
export function damageContextOf(
  { cells, form: found }: HeaderCells,
  of: {
    readonly form: Form;
    readonly isName: boolean;
    readonly isTitle: boolean;
    readonly isKey: boolean;
    readonly statistic: Statistic | undefined;
  },
): DamageContext {
  const share = (test: RegExp): number =>
    cells.filter((cell) => test.test(cell)).length / Math.max(1, found.values);
  const form = formOfStatistic(of.statistic) ?? (found.share < 0.6 ? 'text' : of.form);
  return {
    form,
    isName: of.isName,
    isTitle: of.isTitle,
    isKey: of.isKey,
    hasStars: form === 'score',
    isScientific: share(/^-?\d+(?:[.,]\d+)?E[+-]?\d+$/i) > 0.4,
    isOdd: found.values > 4 && (share(/[?[\]†‡§*]/) > 0.2 || share(/\p{L}\d|\d\p{L}/u) > 0.05),
  };
}

/** What the form of a known statistic is, whatever most of its cells are. */
function formOfStatistic(statistic: Statistic | undefined): Form | undefined {
  if (statistic === undefined) return undefined;
  const { forms } = statistic;
  if (forms.includes('figures')) return 'figures';
  if (forms.includes('span')) return 'span';
  if (forms.includes('score')) return 'score';
  return forms.includes('decimal') ? 'decimal' : 'integer';
}
