import type { Interval } from '../../src/core/evaluation/confidenceInterval.ts';
import { element } from './element.ts';

/** A share as a bar with its interval as a bracket. Decorative: the numbers are shown beside it. */
export function shareBar(share: number, interval?: Interval): HTMLElement {
  const fill = element('div', 'fill');
  fill.style.width = `${share * 100}%`;
  const bar = element('div', 'bar', fill);
  bar.setAttribute('aria-hidden', 'true');
  if (interval !== undefined) {
    const [lower, upper] = interval;
    const bracket = element('div', 'bracket');
    bracket.style.left = `${lower * 100}%`;
    bracket.style.width = `${(upper - lower) * 100}%`;
    bar.append(bracket);
  }
  return bar;
}
