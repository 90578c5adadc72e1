/**
 * A share in percent: `99.9 %`. Truncated, not rounded, so that only a full share reads `100 %` and
 * only an empty one `0 %`. An en dash when `whole` is 0.
 */
export function formatShare(part: number, whole: number): string {
  if (whole === 0) return '–';
  if (part === whole) return '100 %';
  if (part === 0) return '0 %';
  return formatPercent(part / whole);
}

/** A share from 0 to 1, truncated to one decimal, or to two below 1 %. */
export function formatPercent(share: number): string {
  const percent = share * 100;
  if (percent === 0 || percent === 100) return `${percent} %`;
  const scale = percent < 1 ? 100 : 10;
  // The small addend compensates for binary fractions: 0.07 · 100 is 7.000000000000001, 0.29 · 100
  // is 28.999….
  const cut = Math.floor(percent * scale + 1e-9) / scale;
  return cut === 0 ? '< 0.01 %' : `${cut.toFixed(percent < 1 ? 2 : 1)} %`;
}

/** A count with thousands separators: `2,700`. */
export const formatCount = (count: number): string =>
  String(count).replace(/\B(?=(\d{3})+(?!\d))/g, ',');

/** A count and its noun: `1 question`, `2,700 questions`. */
export const pluralize = (count: number, one: string, many = `${one}s`): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`;
