import * as l10n from '@vscode/l10n';
import type { Choice } from '../common/controls.ts';
import { element } from '../common/element.ts';

/** Milliseconds that typing must rest before it counts. */
export const settling = 400;

/** What is set is shown, also where this table has no such column. */
export const withChosen = (choices: readonly Choice[], chosen: string): readonly Choice[] =>
  choices.some(({ value }) => value === chosen)
    ? choices
    : [
        ...choices,
        {
          value: chosen,
          label: chosen === '' ? l10n.t('nothing') : l10n.t('{0} (not there)', chosen),
        },
      ];

/** Makes a control be found again in what is drawn anew. */
export function keepFocus(control: HTMLElement, key: string): HTMLElement {
  control.dataset.focus = key;
  return control;
}

/** What has the focus, if it is a control of `keepFocus`. */
export const keyOfFocus = (): string | undefined =>
  (document.activeElement as HTMLElement | null)?.dataset.focus;

/** Gives a control the focus that its predecessor had, with the caret at the end. */
export function focusAgain(root: HTMLElement, key: string): void {
  const control = root.querySelector<HTMLElement>(`[data-focus="${CSS.escape(key)}"]`);
  control?.focus();
  const input = control?.shadowRoot?.querySelector('input');
  input?.setSelectionRange(input.value.length, input.value.length);
}

export const labelled = (label: string, control: HTMLElement): HTMLElement =>
  element('label', 'option', element('span', 'dim', label), control);
