import type { Choice } from '../common/controls.ts';
import { element } from '../common/element.ts';

/** Milliseconds that typing must rest before it counts. */
export const settling = 400;

/** What is set is shown, also where this table has no such column. */
export const withChosen = (choices: readonly Choice[], chosen: string): readonly Choice[] =>
  choices.some(({ value }) => value === chosen)
    ? choices
    : [...choices, { value: chosen, label: `${chosen} (not there)` }];

export const labelled = (label: string, control: HTMLElement): HTMLElement =>
  element('label', 'option', element('span', 'dim', label), control);
